/**
 * Full ranking of 3,285 queries over 3,686 items, six metrics at three k, beside numpy and ranx, in turns. Both sides hold
 * the scores already; Python masks what was seen and takes the 20 best of each query (argpartition), then counts by numpy
 * or hands the lists to ranx. Then a slice of 100,000 queries x 100,000 items, with the peak memory of the process.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with numpy and ranx> npm run bench -- ranking-eval
 */
import { join } from 'node:path';
import { evaluateRanking } from '../src/evaluate';
import { Random } from '../src/random';
import { PytorchWorker } from './pytorch-worker';
import { sideBySide } from './side-by-side';

const shape = { queries: 3285, items: 3686 };
const large = { queries: 100_000, items: 100_000 };
const sliceOfQueries = 2000;
const rules = { ks: [5, 10, 20], seenItems: 'masked-except-relevant', ties: 'expected' } as const;

/** Deterministic scores without the cost of a model: each query reads one long row from a place of its own. */
function cheapScores(items: number): (from: number, to: number) => Float32Array {
  const random = new Random(1);
  const row = Float32Array.from({ length: 2 * items }, () => random.normal());
  return (from, to) => {
    const block = new Float32Array((to - from) * items);
    for (let query = from; query < to; query++) {
      const start = (query * 7919) % items;
      block.set(row.subarray(start, start + items), (query - from) * items);
    }
    return block;
  };
}

/** One target and a history of seven a query. */
function judged({ queries, items }: { queries: number; items: number }) {
  const random = new Random(2);
  const drawn = Int32Array.from({ length: queries * 8 }, () => random.integer(items));
  return {
    relevant: (query: number) => drawn.subarray(query * 8, query * 8 + 1),
    seen: (query: number) => drawn.subarray(query * 8 + 1, query * 8 + 8),
  };
}

async function besidePython(): Promise<void> {
  const scores = cheapScores(shape.items)(0, shape.queries);
  const scoreBlock = (from: number, to: number) => scores.subarray(from * shape.items, to * shape.items);
  const ours = async () => {
    await evaluateRanking({ ...shape, ...judged(shape), ...rules, scoreBlock });
  };
  const script = join('bench', 'peers', 'ranking-eval.py');
  const worker = new PytorchWorker(script, Object.values(shape).map(String));
  await worker.start();
  for (const peer of ['numpy', 'ranx']) {
    const theirs = () => worker.milliseconds(peer);
    const result = await sideBySide({ ours, theirs, warmUps: 2, rounds: 7 });
    const versions = { node: process.version, python: worker.banner };
    console.log(
      JSON.stringify({ work: `full ranking, beside ${peer}`, ...shape, ...result, ...versions }, null, 2),
    );
  }
  worker.stop();
}

async function largeCatalogue(): Promise<void> {
  const { items } = large;
  const slice = { queries: sliceOfQueries, items };
  const start = performance.now();
  await evaluateRanking({ ...slice, ...judged(large), ...rules, scoreBlock: cheapScores(items) });
  const seconds = (performance.now() - start) / 1000;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const wholeSeconds = (seconds * large.queries) / slice.queries;
  console.log(JSON.stringify({ work: 'large catalogue', ...slice, seconds, wholeSeconds, peakMiB }, null, 2));
}

async function main(): Promise<void> {
  // First, as peak memory never falls again.
  await largeCatalogue();
  await besidePython();
}

void main();
