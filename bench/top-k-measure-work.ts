import { loadavg } from 'node:os';
import * as ort from 'onnxruntime-node';
import { GraphBuilder } from '../src/deploy/export/onnx/graph-builder';
import { bestItems, type ItemScores } from '../src/student/catalogue/best-items';
import { FastTopK } from '../src/student/wasm/fast-top-k';
import { PytorchWorker } from './pytorch-worker';
import { asBytes, randomWork, studentWork, type TopKWork } from './top-k-work';

const [k, width, requests, rounds, warmUps] = [10, 32, 200, 15, 3];
const everything = () => true;

function onnxBytes({ rows, biases }: TopKWork): Uint8Array {
  const g = new GraphBuilder();
  const values = rows.all();
  const table = new Float32Array(values.length); // [width, items], as the product reads it fastest
  for (let item = 0; item < rows.count; item++)
    for (let d = 0; d < rows.width; d++) table[d * rows.count + item] = values[item * rows.width + d];
  const query = g.input({ name: 'query', type: 'float32', shape: [1, rows.width], about: 'one request' });
  const product = g.node('MatMul', [query, g.weights('items', [rows.width, rows.count], table)]);
  const scores = biases ? g.node('Add', [product, g.weights('biases', [rows.count], biases)]) : product;
  const [best, items] = g.nodeWithOutputs('TopK', [scores, g.integers([k])], {}, 2);
  g.output(best, { name: 'scores', type: 'float32', shape: [1, k], about: 'best first' });
  g.output(items, { name: 'items', type: 'int64', shape: [1, k], about: 'their rows' });
  return g.encode({ name: 'top-k', about: '', metadata: {} }).bytes;
}

function scoresOf({ rows, biases }: TopKWork, query: Float32Array): ItemScores {
  const block = (from: number, to: number, out: Float32Array) => {
    rows.products(query, from, to, out);
    if (biases) for (let item = from; item < to; item++) out[item - from] += biases[item];
  };
  return { block };
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function costOf(run: () => Promise<void> | void): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await run();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

function spread(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = values.map((value) => Number(value.toPrecision(3))).sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], min: sorted[0], max: sorted[sorted.length - 1] };
}

/** Each way's cost in every round; within a round they take turns, so that other work meets all alike. */
async function inTurns(ways: Readonly<Record<string, () => Promise<Cost>>>): Promise<Record<string, Cost[]>> {
  const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round++)
    for (const [name, way] of Object.entries(ways)) {
      const cost = await way();
      if (round >= 0) costs[name].push(cost);
    }
  return costs;
}

/** How our ten and ONNX Runtime's agree; a tie of rounding is an item whose score is another's but for 1e-5 of it. */
async function agreement(work: TopKWork, ours: (q: Float32Array) => number[], session: ort.InferenceSession) {
  const counts = { sameTen: 0, ordersThatRoundingTurned: 0, different: 0 };
  for (const query of work.queries) {
    const answer = await session.run({ query: new ort.Tensor('float32', query, [1, query.length]) });
    const theirs = Array.from(answer.items.data as BigInt64Array, Number);
    const own = ours(query);
    const score = (item: number) => {
      const one = new Float32Array(1);
      scoresOf(work, query).block(item, item + 1, one);
      return one[0];
    };
    const isTie = (item: number, i: number) =>
      Math.abs(score(item) - score(theirs[i])) <= 1e-5 * Math.max(1, Math.abs(score(item)));
    if (own.every((item, i) => item === theirs[i])) counts.sameTen++;
    else if (own.every(isTie)) counts.ordersThatRoundingTurned++;
    else counts.different++;
  }
  return counts;
}

/** A way in Python, which measures itself; another process's time cannot be told from what it waited. */
const peerCost = (peer: PytorchWorker) => async (): Promise<Cost> => {
  const wallMs = (await peer.milliseconds(String(requests))) / requests;
  return { wallMs, cpuMs: Number.NaN };
};

type Spread = ReturnType<typeof spread>;

export interface TopKFigures {
  readonly work: string;
  readonly k: number;
  readonly requests: number;
  readonly rounds: number;
  readonly buildMs: number;
  readonly msARequest: Readonly<Record<string, Spread>>;
  /** Their time over ours; by the processor's time only where it can be told. */
  readonly ratios: Readonly<Record<string, { readonly byClock: Spread; readonly byCpu: Spread | null }>>;
  readonly agreement: Awaited<ReturnType<typeof agreement>>;
  readonly load: number;
  readonly node: string;
  /** What the peers in Python say of themselves. */
  readonly peers: Readonly<Record<string, string>>;
}

/** Ours beside ONNX Runtime, plain TypeScript and peers in Python, in turns. */
export async function measureTopK(
  work: TopKWork,
  peers: Readonly<Record<string, PytorchWorker>> = {},
): Promise<TopKFigures> {
  const { rows, biases, queries } = work;
  const ids = Array.from({ length: rows.count }, (_, item) => String(item).padStart(8, '0'));
  const start = performance.now();
  const fast = FastTopK.over({ vectors: rows.all(), width: rows.width, biases });
  const buildMs = Math.round(performance.now() - start);
  if (fast === null) throw new Error('this Node has no SIMD in WebAssembly');
  const one = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await ort.InferenceSession.create(onnxBytes(work), one);
  const search = { ids, k, isAllowed: everything, refused: 0 };
  const ours = (query: Float32Array) => fast.bestItems({ ...search, query, scores: scoresOf(work, query) });
  const each = (asked: readonly Float32Array[], way: (query: Float32Array) => unknown) => async () => {
    const { wallMs, cpuMs } = await costOf(async () => {
      for (const query of asked) await way(query);
    });
    return { wallMs: wallMs / asked.length, cpuMs: cpuMs / asked.length };
  };
  const costs = await inTurns({
    ours: each(queries, ours),
    onnxruntime: each(queries, (query) =>
      session.run({ query: new ort.Tensor('float32', query, [1, query.length]) }),
    ),
    // A tenth of the requests, as it takes ten times as long.
    plain: each(queries.slice(0, Math.ceil(queries.length / 10)), (query) =>
      bestItems({ ...search, scores: scoresOf(work, query) }),
    ),
    ...Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, peerCost(peer)])),
  });
  const agreed = await agreement(work, (query) => ours(query).map(({ item }) => item), session);
  await session.release();
  return {
    ...{ work: work.name, k, requests: queries.length, rounds, buildMs, ...summaryOf(costs) },
    ...{ agreement: agreed, load: loadavg()[0], node: process.version },
    peers: Object.fromEntries(Object.entries(peers).map(([name, { banner }]) => [name, banner])),
  };
}

function summaryOf(costs: Record<string, Cost[]>): Pick<TopKFigures, 'msARequest' | 'ratios'> {
  const ratioOf = (name: string) => {
    const by = (clock: keyof Cost) =>
      spread(costs[name].map((cost, round) => cost[clock] / costs.ours[round][clock]));
    const hasCpu = costs[name].every(({ cpuMs }) => Number.isFinite(cpuMs));
    return { byClock: by('wallMs'), byCpu: hasCpu ? by('cpuMs') : null };
  };
  const names = Object.keys(costs);
  const of = <T>(chosen: readonly string[], value: (name: string) => T) =>
    Object.fromEntries(chosen.map((name) => [name, value(name)]));
  return {
    msARequest: of(names, (name) => spread(costs[name].map(({ wallMs }) => wallMs))),
    ratios: of(
      names.filter((name) => name !== 'ours'),
      ratioOf,
    ),
  };
}

/** The machine's random catalogues and students: every figure of the benchmark, one after the other. */
export async function allTopK(
  folders: readonly string[],
  onFigures: (figures: TopKFigures) => void,
): Promise<void> {
  const random = randomWork(100_000, width, requests);
  const python = process.env.RECDISTILL_BENCH_PYTHON;
  const peers: Record<string, PytorchWorker> = {};
  if (python)
    for (const name of ['faiss', 'hnswlib']) {
      peers[name] = new PytorchWorker('bench/peers/top-k.py', [name, ...[100_000, width, k].map(String)]);
      await peers[name].start();
    }
  onFigures(await measureTopK(random, peers));
  for (const peer of Object.values(peers)) peer.stop();
  onFigures(await measureTopK(asBytes(random)));
  onFigures(await measureTopK(randomWork(10_000, width, requests)));
  for (const folder of folders) onFigures(await measureTopK(await studentWork(folder, requests)));
}
