/**
 * Loading 100,000 ratings with items and users: seconds of the whole way from bytes to arrays, as a median.
 *
 *   RECDISTILL_DATA_DIR=<folder with ml-100k and ml-latest-small> npm run bench -- load
 *
 * Without that folder, files of the same size are made and loaded in their stead.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSource, type LoadRatingsOptions, loadRatings, locateSource } from '../src/data';
import { Random } from '../src/random';

const ROUNDS = 7;
const RATINGS = 100_000;
const USERS = 1000;
const ITEMS = 2000;

/** A ratings and an items file as large as the real ones. */
function madeFiles(folder: string): LoadRatingsOptions {
  const random = new Random(1);
  const ratings = Array.from(
    { length: RATINGS },
    (_, row) => `${random.integer(USERS)},${random.integer(ITEMS)},${1 + random.integer(5)},${1e9 + row}`,
  );
  const items = Array.from({ length: ITEMS }, (_, item) => `${item},"Title, the ${item}th",Comedy|War`);
  writeFileSync(join(folder, 'ratings.csv'), `user,item,rating,timestamp\n${ratings.join('\n')}\n`);
  writeFileSync(join(folder, 'items.csv'), `id,title,genres\n${items.join('\n')}\n`);
  return {
    name: 'made',
    ratings: { path: join(folder, 'ratings.csv') },
    columns: { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp' },
    items: { path: join(folder, 'items.csv') },
    itemColumns: { id: 'id', text: ['title', 'genres'], features: [] },
  };
}

async function medianSeconds(settings: LoadRatingsOptions): Promise<{ seconds: number; cpuSeconds: number }> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const startCpu = process.cpuUsage();
    await loadRatings(settings);
    wall.push((performance.now() - start) / 1000);
    cpu.push(process.cpuUsage(startCpu).user / 1e6);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
  return { seconds: median(wall), cpuSeconds: median(cpu) };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-load-'));
  const work: [string, LoadRatingsOptions][] = [['made', madeFiles(folder)]];
  for (const name of ['ml-100k', 'ml-latest-small']) {
    const source = findSource(name);
    const found = locateSource(source, undefined);
    if (found !== null) work.push([name, source.settings(found)]);
  }
  for (const [name, settings] of work) {
    const measured = await medianSeconds(settings);
    console.log(JSON.stringify({ work: `load ${name}`, rounds: ROUNDS, ...measured, node: process.version }));
  }
  rmSync(folder, { recursive: true, force: true });
}

void main();
