import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openClickLog } from '../../../src/data/click/click-log';
import { encodeClicksToFile } from '../../../src/data/click/encode-clicks';
import { fitClickEncoding } from '../../../src/data/click/fit-click-encoding';
import { splitClicksByTime } from '../../../src/data/click/split-clicks';
import { criteoColumns, criteoFile } from '../../../src/data/sources/criteo';
import { Random } from '../../../src/random';

// Writes a log in Criteo's layout, and reads, encodes and walks it in a heap that could not hold it.

const [folder, rowCount] = [process.argv[2], Number(process.argv[3])];

function line(i: number): string {
  const numbers = Array.from({ length: 13 }, (_, f) => (i * (f + 7)) % 5000);
  // One column names every row, in words too long to be copied when they are cut out of a line.
  const words = Array.from({ length: 26 }, (_, f) =>
    f === 0 ? `row-number-${i}` : `v${(i * (f + 1)) % 997}`,
  );
  return [i % 4 === 0 ? 1 : 0, ...numbers, ...words].join('\t');
}

function writeLog(path: string): void {
  const file = openSync(path, 'w');
  for (let from = 0; from < rowCount; from += 1000)
    writeSync(file, `${Array.from({ length: 1000 }, (_, i) => line(from + i)).join('\n')}\n`);
  closeSync(file);
}

async function run(): Promise<void> {
  const path = join(folder, 'train.txt');
  writeLog(path);
  const source = await openClickLog({
    name: 'large',
    files: [criteoFile(path)],
    columns: criteoColumns,
    badLines: 'refuse',
  });
  const split = splitClicksByTime({ source, testShare: 0.1, validationShare: 0.1 });
  const encoding = await fitClickEncoding({
    source,
    rows: split.train,
    minCount: 5,
    maxIdsPerField: 10_000,
    numericBuckets: 'squared-log',
    seed: 1,
  });
  const table = await encodeClicksToFile({ source, encoding, path: join(folder, 'train.clicks') });
  const order = new Random(1).permutation(table.rows);
  let clicks = 0;
  for (let from = 0; from < order.length; from += 1024)
    for (const label of table.read(order.subarray(from, from + 1024)).labels) clicks += label;
  table.dispose();
  const { maxRSS } = process.resourceUsage();
  const named = encoding.fields[13];
  const rowNumbers = named.kind === 'categorical' ? named.ids : null;
  console.log(JSON.stringify({ rows: source.rows, clicks, rowNumbers, peakMiB: maxRSS / 1024 }));
}

run();
