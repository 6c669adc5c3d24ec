import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  type ClickColumns,
  type ClickLogOptions,
  criteoColumns,
  criteoFile,
  encodeClicks,
  fitClickEncoding,
  openClickLog,
} from '../../../src/data';
import { InputError } from '../../../src/errors';
import { Random } from '../../../src/random';
import { mutated } from '../mutated';
import { temporaryFolder } from '../temporary-folder';
import { avazuColumns, avazuCsv, criteoTsv } from './small-logs';

const MUTATIONS = 1000;
const PLACE = /^[^:\n]+:\d+: /;

/** The outcome of opening, fitting and encoding: `loaded`, `refused`, or what else happened. */
async function outcome(options: ClickLogOptions): Promise<string> {
  try {
    const source = await openClickLog(options);
    const rows = Int32Array.from({ length: source.rows }, (_, row) => row);
    const encoding = await fitClickEncoding({
      source,
      rows,
      minCount: 2,
      hashBuckets: 64,
      numericBuckets: 'squared-log',
      seed: 1,
    });
    const table = await encodeClicks({ source, encoding });
    const { labels, ids, numbers } = table.read(rows);
    const isWhole = labels.every((label) => label === 0 || label === 1) && numbers.every(Number.isFinite);
    const areIds = ids.every((id, i) => id >= 0 && id < table.fields[i % table.fields.length].size);
    return isWhole && areIds && source.report.kept === source.rows ? 'loaded' : 'a wrong table';
  } catch (error) {
    if (!(error instanceof InputError)) return `threw ${String(error)}`;
    return PLACE.test(error.message) ? 'refused' : `no file and line: ${error.message}`;
  }
}

async function fuzz(
  name: string,
  bytes: Uint8Array,
  settings: (path: string) => Omit<ClickLogOptions, 'name'>,
) {
  const path = join(temporaryFolder({ [name]: bytes }), name);
  const random = new Random(11);
  const counts: Record<string, number> = {};
  for (let i = 0; i < MUTATIONS; i++) {
    writeFileSync(path, mutated(bytes, random));
    const result = await outcome({ name: 'fuzz', ...settings(path) });
    counts[result] = (counts[result] ?? 0) + 1;
  }
  return counts;
}

async function parquet(): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const rows = Array.from({ length: 12 }, (_, i) => i);
  const columnData = [
    { name: 'click', data: rows.map((i) => i % 2) },
    { name: 'price', data: rows.map((i) => i / 3) },
    { name: 'site', data: rows.map((i) => `s${i % 5}`) },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 5 }));
}

const typed: ClickColumns = {
  label: 'click',
  numeric: ['price'],
  categorical: ['site'],
  others: 'leave-out',
};
const jsonLines = Array.from(
  { length: 12 },
  (_, i) => `{"click": ${i % 2}, "price": ${i / 4}, "site": "s${i % 5}", "more": {"a": [${i}]}}`,
).join('\n');
const typedFile = (path: string) => ({ files: [{ path }], columns: typed, badLines: 'refuse' as const });

test.each<
  [string, string, () => Uint8Array | Promise<Uint8Array>, (path: string) => Omit<ClickLogOptions, 'name'>]
>([
  [
    "Criteo's layout",
    'train.tsv',
    () => Buffer.from(criteoTsv(8)),
    (path) => ({ files: [criteoFile(path)], columns: criteoColumns, badLines: 'refuse' }),
  ],
  [
    "Criteo's layout, bad lines left out",
    'train.tsv',
    () => Buffer.from(criteoTsv(8)),
    (path) => ({ files: [criteoFile(path)], columns: criteoColumns, badLines: 'leave-out' }),
  ],
  ['gzip', 'log.csv.gz', () => gzipSync('click,price,site\n1,2,a\n0,3,b\n0,,a\n'), typedFile],
  [
    "Avazu's layout",
    'train.csv',
    () => Buffer.from(avazuCsv(12)),
    (path) => ({ files: [{ path }], columns: avazuColumns, badLines: 'refuse' }),
  ],
  [
    "Avazu's layout, all columns inferred",
    'train.csv',
    () => Buffer.from(avazuCsv(12)),
    (path) => ({ files: [{ path }], columns: { label: 'click', others: 'infer' }, badLines: 'refuse' }),
  ],
  [
    'a file without a header line, by positions',
    'bare.csv',
    () => Buffer.from(Array.from({ length: 20 }, (_, i) => `${i % 2},${i * 3},"w, ${i % 4}"`).join('\n')),
    (path) => ({
      files: [{ path, header: 'none' }],
      columns: { label: 1, numeric: [2], categorical: [3], others: 'leave-out' },
      badLines: 'refuse',
    }),
  ],
  ['JSON lines', 'log.jsonl', () => Buffer.from(jsonLines), typedFile],
  ['Parquet', 'log.parquet', parquet, typedFile],
])(
  '%s with a thousand mutations is encoded, or is refused with file and line',
  async (_, name, bytes, settings) => {
    const { loaded = 0, refused = 0, ...others } = await fuzz(name, await bytes(), settings);
    expect(others).toEqual({});
    expect(loaded + refused).toBe(MUTATIONS);
    // Both must happen, or the mutations test nothing.
    expect(Math.min(loaded, refused)).toBeGreaterThan(10);
  },
);
