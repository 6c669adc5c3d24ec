/**
 * Whether the service's memory stays flat: requests for ten minutes from eight connections while the model is replaced
 * every few seconds; its memory is read every second.
 *
 *   npm run bench -- serve-soak [--seconds 600] [--workers 1] [--rate 300]
 *
 * Flat: the median of the last quarter is at most 5% above that of the third; before, the allocator still grows towards
 * what a change of models takes. Ends with 1 where it is not flat, or where a request failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bodiesOf, load, saveMadeModel, serveFolder, serveInChild, serveWord } from './serve-work';

const USERS = 500;
const ITEMS = 2000;
const MEGABYTE = 2 ** 20;
const MOST_GROWTH = 0.05;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

const numberIn = (text: string, name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
const quarter = (values: readonly number[], which: number) =>
  values.slice((values.length * (which - 1)) >> 2, (values.length * which) >> 2);

/** Reads the memory every second until told to stop. */
async function watch(url: string, signal: AbortSignal): Promise<number[]> {
  const bytes: number[] = [];
  while (!signal.aborted) {
    const text = await (await fetch(`${url}/metrics`)).text();
    bytes.push(numberIn(text, 'process_resident_memory_bytes'));
    if (bytes.length % 30 === 0)
      console.log(`${bytes.length} s: ${(bytes[bytes.length - 1] / MEGABYTE).toFixed(0)} MB`);
    await sleep(1000);
  }
  return bytes;
}

async function replaceModel(folder: string, signal: AbortSignal): Promise<void> {
  for (let seed = 2; !signal.aborted; seed++) {
    await sleep(3000);
    await saveMadeModel({ folder, users: USERS, items: ITEMS, dimensions: 32, seed });
  }
}

async function soak(folder: string, seconds: number, workers: string, rate: number): Promise<void> {
  await saveMadeModel({ folder, users: USERS, items: ITEMS, dimensions: 32, seed: 1 });
  const { url, child } = await serveInChild(folder, workers);
  const end = new AbortController();
  const memory = watch(url, end.signal);
  const replacing = replaceModel(folder, end.signal);
  const shots = { url: `${url}/recommend`, bodies: bodiesOf(USERS), connections: 8 };
  const { requestsPerSecond, failed } = await load({ ...shots, seconds, rate });
  const text = await (await fetch(`${url}/metrics`)).text();
  end.abort();
  const bytes = await memory;
  await replacing;
  child.kill();
  const quarters = [1, 2, 3, 4].map((which) => median(quarter(bytes, which)));
  const isFlat = quarters[3] <= quarters[2] * (1 + MOST_GROWTH);
  const loaded = /outcome="loaded"\} (\d+)/.exec(text)?.[1] ?? 0;
  const refused = /outcome="refused"\} (\d+)/.exec(text)?.[1] ?? 0;
  console.log(
    `${seconds} s, ${requestsPerSecond.toFixed(0)} requests/s, ${failed} failed; ${loaded} models loaded, ${refused} refused; ` +
      `memory by quarters ${quarters.map((x) => (x / MEGABYTE).toFixed(0)).join(', ')} MB: ${isFlat ? 'flat' : 'it grows'}`,
  );
  process.exitCode = isFlat && failed === 0 ? 0 : 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '600' },
      workers: { type: 'string', default: '1' },
      rate: { type: 'string', default: '300' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-soak-'));
  try {
    await soak(folder, Number(values.seconds), values.workers, Number(values.rate));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [word, folder, workers] = process.argv.slice(2);
if (word === serveWord) serveFolder(folder, Number(workers));
else main();
