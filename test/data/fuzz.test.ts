import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { LoadRatingsOptions } from '../../src/data';
import { amazonIndustrial } from '../../src/data/sources/amazon-industrial';
import { movieLens100k } from '../../src/data/sources/movielens-100k';
import { movieLensLatestSmall } from '../../src/data/sources/movielens-latest-small';
import { sample } from '../../src/data/sources/sample';
import { fuzzFiles } from './fuzz-files';

const MUTATIONS = 1000;
const columns = { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp' };

const bytesOf = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const ratings = (separator: string) =>
  lines(12, (i) => [`u${i % 3}`, `i${i % 5}`, 1 + (i % 5), 1000 + i].join(separator));

const header = ['user', 'item', 'rating', 'timestamp'];

async function parquet(): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const rows = Array.from({ length: 12 }, (_, i) => i);
  const columnData = [
    { name: 'user', data: rows.map((i) => `u${i % 3}`) },
    { name: 'item', data: rows.map((i) => `i${i % 5}`) },
    { name: 'rating', data: rows.map((i) => 1 + (i % 5)) },
    { name: 'timestamp', data: rows.map((i) => 1000 + i) },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

const ratingsOnly =
  (file: string, more: Partial<LoadRatingsOptions['ratings']> = {}) =>
  (folder: string) => ({
    name: 'fuzz',
    ratings: { path: join(folder, file), ...more },
    columns,
  });

const genres = (i: number) => Array.from({ length: 19 }, (_, g) => (g % 7 === i % 7 ? 1 : 0)).join('|');
const movieLensFiles = {
  'u.data': bytesOf(lines(12, (i) => `${1 + (i % 3)}\t${1 + (i % 5)}\t${1 + (i % 5)}\t${1000 + i}`)),
  'u.item': bytesOf(
    lines(5, (i) => `${i + 1}|Amélie ${i} (1995)|01-Jan-1995||http://x|${genres(i)}`),
    'latin1',
  ),
  'u.user': bytesOf(lines(3, (i) => `${i + 1}|2${i}|M|writer|1234${i}`)),
  'u1.test': bytesOf(lines(3, (i) => `${1 + (i % 3)}\t${1 + (i % 5)}\t${1 + (i % 5)}\t${1000 + i}`)),
};
const latestSmallFiles = {
  'ratings.csv': bytesOf(`userId,movieId,rating,timestamp\n${ratings(',')}`),
  'movies.csv': bytesOf(`movieId,title,genres\n${lines(5, (i) => `i${i},"Day, The (199${i})",Comedy|War`)}`),
};
const firstLines = (name: string) => {
  const text = readFileSync(join(__dirname, '..', '..', 'data', 'sample', name), 'utf8');
  return bytesOf(text.split('\n').slice(0, 15).join('\n'));
};
const sampleFiles = {
  'ratings.csv': firstLines('ratings.csv'),
  'items.csv': firstLines('items.csv'),
  'users.csv': firstLines('users.csv'),
};

const implicit =
  (file: string, more: Partial<LoadRatingsOptions['ratings']> = {}) =>
  (folder: string): LoadRatingsOptions => ({
    name: 'fuzz',
    ratings: { path: join(folder, file), ...more },
    columns: { user: 'user', item: 'item', rating: null },
    repeats: 'last',
  });
const sequences = lines(12, (i) => `u${i}\ti${i % 5} i${(i * 3) % 7} i${i % 5}`);
const products = Object.fromEntries(
  Array.from({ length: 7 }, (_, i) => [
    `i${i}`,
    { title: `Item ${i}`, description: `['One.', "It's &amp; two"]`, brand: 'B' },
  ]),
);
const amazonFiles = {
  'sequences_derived.tsv': bytesOf(sequences),
  'item.json': bytesOf(JSON.stringify(products, null, 1)),
};
const jsonLines = bytesOf(
  lines(
    12,
    (i) => `{"user": "u${i % 3}", "item": ${i % 5}, "rating": ${1 + (i % 5)}, "timestamp": ${1000 + i}}`,
  ),
);

test.each([
  [
    'CSV without ratings',
    { 'e.csv': bytesOf(`user,item\n${lines(12, (i) => `u${i % 3},i${i}`)}`) },
    implicit('e.csv'),
  ],
  [
    'pairs without a header line',
    { 'e.tsv': bytesOf(lines(12, (i) => `u${i % 3}\ti${i}`)) },
    implicit('e.tsv', { header: ['user', 'item'] }),
  ],
  ['sequences', { 's.tsv': bytesOf(sequences) }, implicit('s.tsv', { layout: 'sequences' })],
  ['JSON a line', { 'r.jsonl': jsonLines }, ratingsOnly('r.jsonl')],
  ['the industrial products', amazonFiles, amazonIndustrial.settings],
  ['CSV', { 'r.csv': bytesOf(`${header.join(',')}\n"u9","i,9",5,1\n${ratings(',')}`) }, ratingsOnly('r.csv')],
  ['TSV', { 'r.tsv': bytesOf(`${header.join('\t')}\n${ratings('\t')}`) }, ratingsOnly('r.tsv')],
  ['::-separated', { 'r.dat': bytesOf(ratings('::')) }, ratingsOnly('r.dat', { separator: '::', header })],
  ['gzip', { 'r.csv.gz': gzipSync(`${header.join(',')}\n${ratings(',')}`) }, ratingsOnly('r.csv.gz')],
  ['MovieLens-100K', movieLensFiles, movieLens100k.settings],
  ['MovieLens latest-small', latestSmallFiles, movieLensLatestSmall.settings],
  ['the sample', sampleFiles, sample.settings],
])('%s with a thousand mutations loads, or is refused with file and line', async (_, files, settings) => {
  const { loaded, refused, ...others } = await fuzzFiles({ files, settings, mutations: MUTATIONS, seed: 1 });
  expect(others).toEqual({});
  expect(loaded + refused).toBe(MUTATIONS);
  // Both must happen, or the mutations test nothing.
  expect(Math.min(loaded, refused)).toBeGreaterThan(10);
});

test('Parquet with a thousand mutations loads, or is refused with file and line', async () => {
  const { loaded, refused, ...others } = await fuzzFiles({
    files: { 'r.parquet': await parquet() },
    settings: ratingsOnly('r.parquet'),
    mutations: MUTATIONS,
    seed: 2,
  });
  expect(others).toEqual({});
  expect(loaded + refused).toBe(MUTATIONS);
  expect(Math.min(loaded, refused)).toBeGreaterThan(10);
});
