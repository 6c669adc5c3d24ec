/**
 * How fast students answer, as reports/speed.md and .json: the 10 best of a catalogue beside other ways (bench/top-k.ts),
 * and the service beside a bare route (bench/serve-load.ts). The figures are this machine's and this hour's: compare the
 * ratios, and run it where nothing else runs.
 *
 *   [RECDISTILL_BENCH_PYTHON=<a Python with faiss and hnswlib>] npm run bench -- speed [folder of a saved ranking student ...]
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { writeFileAtomic } from '../src/files/atomic-write';
import { CONNECTIONS, measureService, type ServeFigures, serveChild } from './serve-load-work';
import { serveWord } from './serve-work';
import { allTopK, type TopKFigures } from './top-k-measure-work';

const ITEMS = 10_000;
const SECONDS = 5;

interface Report {
  readonly machine: string;
  readonly node: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly topK: readonly TopKFigures[];
  readonly service: readonly ServeFigures[];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map(row).join('\n');

function topKTable(figures: readonly TopKFigures[]): string {
  const others = [...new Set(figures.flatMap(({ ratios }) => Object.keys(ratios)))];
  const rows = figures.map(({ work, msARequest, ratios, agreement, requests }) => [
    work,
    msARequest.ours.median.toFixed(3),
    ...others.map((name) => {
      const ratio = ratios[name];
      if (ratio === undefined) return '';
      const { median, min, max } = ratio.byCpu ?? ratio.byClock;
      return `${median} (${min} to ${max})`;
    }),
    `${agreement.sameTen + agreement.ordersThatRoundingTurned} of ${requests}`,
  ]);
  return table(['catalogue', 'ours, ms', ...others, 'ten as ONNX Runtime'], rows);
}

function serviceTable(figures: readonly ServeFigures[]): string {
  const rows = figures.map(({ name, requestsPerSecond, cpuMs, at, failed }) => [
    name,
    requestsPerSecond.toFixed(0),
    cpuMs.toFixed(3),
    ...at.map(({ p50Ms, p99Ms }) => `${p50Ms.toFixed(2)} / ${p99Ms.toFixed(2)}`),
    String(failed),
  ]);
  return table(
    ['route', 'requests/s', 'processor, ms', 'p50 / p99 at 50%, ms', 'p50 / p99 at 90%, ms', 'failed'],
    rows,
  );
}

function textOf(report: Report, words: readonly string[]): string {
  const { machine, node, loadBefore, loadAfter, topK, service } = report;
  const [constant, ours] = service;
  const peers = Object.values(topK[0].peers).map((banner) => `${banner}.`);
  return `# Speed

\`npm run bench -- speed${words.length === 0 ? '' : ' <students>'}\` on ${machine}, Node ${node}; load ${loadBefore.toFixed(1)} before and ${loadAfter.toFixed(1)} after,
so that times are raw and ratios are what compares.

## The ten best of a catalogue

One request at a time, one thread each, in turns. Ratios are their time over ours, median (smallest to largest) of
${topK[0].rounds} rounds: above 1, ours is the faster; by the processor's time, of ways in Python by the clock. ${peers.join(' ')}

${topKTable(topK)}

## The service

${CONNECTIONS} connections, ${ITEMS} items, the ten best of a matrix factorization with 32 dimensions; a constant of the same shape is what
HTTP alone costs. A request takes ${(ours.cpuMs / constant.cpuMs).toFixed(1)} times the constant's processor time.

${serviceTable(service)}
`;
}

async function main(folders: readonly string[]): Promise<void> {
  const loadBefore = loadavg()[0];
  const service = await measureService({ items: ITEMS, seconds: SECONDS, workers: 0 });
  const topK: TopKFigures[] = [];
  await allTopK(folders, (figures) => {
    console.log(`${figures.work}: ${figures.ratios.onnxruntime.byClock.median} times ONNX Runtime's rate`);
    topK.push(figures);
  });
  const machine = `${cpus()[0].model.trim()}, ${availableParallelism()} cores`;
  const report = { machine, node: process.versions.node, loadBefore, loadAfter: loadavg()[0], topK, service };
  writeFileAtomic('reports/speed.json', `${JSON.stringify(report, null, 2)}\n`);
  writeFileAtomic('reports/speed.md', textOf(report, folders));
}

const [word, what, workers] = process.argv.slice(2);
if (word === serveWord) serveChild(what, workers);
else main(process.argv.slice(2));
