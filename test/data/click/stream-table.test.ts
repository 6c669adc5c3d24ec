import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { IssueLog } from '../../../src/data/load-report';
import { readTable } from '../../../src/data/tables/read-table';
import { type BadLines, streamTable } from '../../../src/data/tables/stream-table';
import type { Table, TableFile } from '../../../src/data/tables/table';
import { Random } from '../../../src/random';
import { temporaryFolder } from '../temporary-folder';

async function streamed(source: TableFile, badLines: BadLines = 'refuse') {
  const blocks: Table[] = [];
  const log = new IssueLog();
  for await (const table of streamTable({ source, badLines, log, columns: null })) blocks.push(table);
  return {
    blocks: blocks.length,
    columns: blocks.at(-1)?.columns,
    rows: blocks.flatMap((block) => block.rows),
    lines: blocks.flatMap((block) => [...Array.from(block.lines)]),
    report: log.report(0),
  };
}

const file = (name: string, content: string | Uint8Array) => join(temporaryFolder({ [name]: content }), name);

/** Rows with quotes, separators, line feeds, blank lines, CRLF and letters of several bytes. */
function unrulyCsv(rows: number): string {
  const random = new Random(5);
  const fields = ['plain', '', '"a, b"', '"two\nlines"', '"say ""hi"""', 'näïve', 'é'.repeat(40)];
  const field = () => fields[random.integer(fields.length)];
  const end = () => ['\n', '\n', '\n\n', '\r\n'][random.integer(4)];
  return `a,b,c\n${Array.from({ length: rows }, (_, i) => `${i},${field()},${field()}${end()}`).join('')}`;
}

const jsonLines = Array.from({ length: 9000 }, (_, i) =>
  JSON.stringify({ click: i % 2, site: `s${i}`, more: { a: [i] }, text: 'x'.repeat(i % 60) }),
).join('\n');

test.each([
  ['CSV with all that CSV allows', 'u.csv', unrulyCsv(12_000)],
  ['the same, gzipped', 'u.csv.gz', gzipSync(unrulyCsv(12_000))],
  ['CSV that begins with a byte order mark', 'b.csv', `\uFEFF${unrulyCsv(9000)}`],
  ['TSV with lines that are not UTF-8', 'l.tsv', Buffer.from(`a\tb\n${'né\tx\n'.repeat(90_000)}`, 'latin1')],
  ['JSON lines', 'j.jsonl', jsonLines],
])('%s read in blocks is what it is when it is read whole', async (_, name, content) => {
  const source = { path: file(name, content) };
  const found = await streamed(source);
  const log = new IssueLog();
  const whole = await readTable(source, log);
  expect(found.blocks).toBeGreaterThan(1);
  expect(found.columns).toEqual(whole.columns);
  expect(found.rows).toEqual(whole.rows);
  expect(found.lines).toEqual([...Array.from(whole.lines)]);
  expect(found.report.issues).toEqual(log.report(0).issues);
});

test('Parquet read by row groups is what it is when it is read whole', async () => {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const rows = Array.from({ length: 10_000 }, (_, i) => i);
  const columnData = [
    { name: 'click', data: rows.map((i) => i % 2) },
    { name: 'site', data: rows.map((i) => (i % 10 === 0 ? null : `s${i % 77}`)), type: 'STRING' as const },
    { name: 'price', data: rows.map((i) => i / 3) },
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 3000 }));
  const source = { path: file('p.parquet', bytes) };
  const found = await streamed(source);
  const whole = await readTable(source, new IssueLog());
  expect(found.blocks).toBeGreaterThan(3);
  expect([found.columns, found.rows, found.lines]).toEqual([
    whole.columns,
    whole.rows,
    [...Array.from(whole.lines)],
  ]);
});

test('a file without a header line may have its columns called by their positions', async () => {
  const found = await streamed({ path: file('p.tsv', '1\t2\t3\nx\ty\tz\n'), header: 'none' });
  expect(found.columns).toEqual(['1', '2', '3']);
  expect(found.rows).toEqual([
    ['1', '2', '3'],
    ['x', 'y', 'z'],
  ]);
});

test('a malformed line far into a file is named by its number, or left out and counted', async () => {
  const rows = Array.from({ length: 60_000 }, (_, i) => (i === 49_998 ? 'broken' : `${i},x,y`));
  const source = { path: file('m.csv', `a,b,c\n${rows.join('\n')}\n`) };
  await expect(streamed(source)).rejects.toThrow(/m\.csv:50000: expected 3 comma-separated fields/);
  const { rows: kept, report } = await streamed(source, 'leave-out');
  expect(kept).toHaveLength(59_999);
  expect(report.issues).toEqual({ malformed: 1 });
});

test('a quote that nobody closes does not take the whole file into memory', async () => {
  const source = { path: file('q.csv', `a,b\n1,"open\n${'2,x\n'.repeat(5_000_000)}`) };
  await expect(streamed(source)).rejects.toThrow(/q\.csv:2: expected a record of at most 16 MiB/);
});

test('a gzipped file that was cut is refused with its name', async () => {
  const bytes = gzipSync(unrulyCsv(3000));
  const source = { path: file('c.csv.gz', bytes.subarray(0, bytes.length / 2)) };
  await expect(streamed(source)).rejects.toThrow(/c\.csv\.gz:1: expected a whole gzip file/);
});
