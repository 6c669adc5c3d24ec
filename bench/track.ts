/**
 * What tracking costs training: epochs of the matrix factorization student (8 dimensions, 80,000 ratings, batches of
 * 1,024, AdamW) that send the loss of every epoch, as `distill --track` does, or of every batch, with no tracker and with
 * each, in turns; `none again` is the first side once more and says how much of a ratio is noise. MLflow is a stand-in that
 * answers at once, in a process of its own; W&B runs offline where RECDISTILL_TRACKING_PYTHON has the package.
 *
 *   npm run build && npm run bench -- track <epoch|batch> <rounds>
 *
 * `ratio` is the median over rounds of an epoch's time by that of its neighbour without a tracker, with an interval of
 * 95% by resampling rounds; `cpuRatio` is the same of the training process's own processor time, which other work on
 * the machine does not move; the sender's is not in it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { distill } from '../src/distill/distill';
import { Random } from '../src/random';
import { RunTracking, type TrackTarget } from '../src/track';
import { benchmarkPairs, benchmarkStudent, shape } from './student-work';

const senderPath = join(__dirname, '..', 'track', 'sender', 'sender-process.js');

/** Answers every request as MLflow does when all is well. */
const standIn = `
const run = { info: { run_id: 'r', artifact_uri: 'mlflow-artifacts:/1/r/artifacts' } };
require('node:http').createServer((request, response) => request.resume().on('end', () =>
  response.end(JSON.stringify({ experiment: { experiment_id: '1' }, runs: [], run })))
).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
process.stdin.resume().on('end', () => process.exit());
`;

interface Side {
  readonly name: string;
  readonly tracking: RunTracking | null;
}

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
}

async function startStandIn(): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  const server = spawn(process.execPath, ['-e', standIn], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve) =>
    server.stdout?.once('data', (data) => resolve(String(data).trim())),
  );
  return { server, url: `http://127.0.0.1:${port}` };
}

function sidesIn(folder: string, url: string): Side[] {
  const python = process.env.RECDISTILL_TRACKING_PYTHON;
  const targets: Record<string, TrackTarget[]> = {
    'json lines': [],
    tensorboard: [{ kind: 'tensorboard', folder: join(folder, 'board') }],
    mlflow: [{ kind: 'mlflow', url, experiment: 'bench' }],
  };
  if (python !== undefined)
    targets.wandb = [
      { kind: 'wandb', project: 'bench', python, mode: 'offline', folder: join(folder, 'wandb') },
    ];
  const started = Object.entries(targets).map(([name, list]) => {
    const places = { folder: join(folder, name), run: name, settings: { seed: 1 }, targets: list };
    const tracking = new RunTracking({ ...places, graceMs: 20_000, onWarning: console.error, senderPath });
    return { name, tracking };
  });
  return [{ name: 'none', tracking: null }, { name: 'none again', tracking: null }, ...started];
}

/** Epochs of a turn. */
const epochs = 2;

function makeTurn(
  every: 'epoch' | 'batch',
): (tracking: RunTracking | null, round: number) => Promise<Measured> {
  const student = benchmarkStudent();
  const train = benchmarkPairs();
  return async (tracking, round) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    await distill({
      ...{ student, train, softTargets: null, temperature: 1, alpha: 0, validate: () => 0, epochs },
      ...{ batchSize: shape.batch, learningRate: 5e-3, weightDecay: 0.1, patience: epochs, seed: 1 },
      onBatch: ({ epoch, batch, batches, loss }) => {
        if (every === 'epoch' && batch < batches - 1) return;
        const step = (round * epochs + epoch) * batches + batch;
        tracking?.record({ kind: 'scalars', run: 'student', step, values: { 'loss/batch': loss } });
      },
    });
    const ms = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    return { ms, cpuMs: (user + system) / 1000 };
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Median and its interval of 95%, over rounds drawn again. */
function interval(ratios: readonly number[], random: Random): { median: number; low: number; high: number } {
  const draw = () => median(ratios.map(() => ratios[random.integer(ratios.length)]));
  const drawn = Array.from({ length: 2000 }, draw).sort((a, b) => a - b);
  const rounded = (x: number) => Math.round(x * 10_000) / 10_000;
  return { median: rounded(median(ratios)), low: rounded(drawn[50]), high: rounded(drawn[1949]) };
}

async function main(): Promise<void> {
  const [every, count] = process.argv.slice(2);
  if ((every !== 'epoch' && every !== 'batch') || !(Number(count) > 0))
    throw new Error('expected: track <epoch|batch> <rounds>');
  const rounds = Number(count);
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-bench-track-'));
  const { server, url } = await startStandIn();
  const sides = sidesIn(folder, url);
  const turn = makeTurn(every);
  const random = new Random(1);
  const measured = sides.map(() => [] as Measured[]);
  for (let round = -2; round < rounds; round++)
    for (const s of random.permutation(sides.length)) {
      const taken = await turn(sides[s].tracking, round + 2);
      // the sender's turn comes with its poll; it shall not fall to the next side alone
      await sleep(50);
      if (round >= 0) measured[s].push(taken);
    }
  const rows = sides.slice(1).map(({ name }, i) => {
    const own = measured[i + 1];
    const ratioOf = (value: (taken: Measured) => number) =>
      interval(
        own.map((taken, round) => value(taken) / value(measured[0][round])),
        random,
      );
    return { name, ratio: ratioOf(({ ms }) => ms), cpuRatio: ratioOf(({ cpuMs }) => cpuMs) };
  });
  const ends = [];
  for (const { name, tracking } of sides)
    if (tracking !== null)
      ends.push({ name, ...(await tracking.finish({ status: 'finished', values: {} })) });
  const waiting = ends.map(({ name, targets }) => ({
    name,
    waiting: targets.map((target) => target.waiting),
  }));
  const turnMs = median(measured[0].map(({ ms }) => ms));
  const work = `${epochs} epochs of a student, an event an ${every}`.replace('an batch', 'a batch');
  console.log(JSON.stringify({ work, turnMs, rounds, rows, waiting, node: process.version }, null, 2));
  server.stdin?.end();
  rmSync(folder, { recursive: true, force: true });
}

void main();
