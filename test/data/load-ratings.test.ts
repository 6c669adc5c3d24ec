import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type LoadRatingsOptions, loadRatings } from '../../src/data';
import { InputError } from '../../src/errors';
import { temporaryFolder } from './temporary-folder';

const columns = { user: 'user', item: 'item', rating: 'rating', timestamp: 'time' };

async function load(content: string | Uint8Array, changes: Partial<LoadRatingsOptions> = {}) {
  const folder = temporaryFolder({ 'd/r.csv': content });
  return loadRatings({ name: 'test', ratings: { path: join(folder, 'd', 'r.csv') }, columns, ...changes });
}

async function failure(
  content: string | Uint8Array,
  changes: Partial<LoadRatingsOptions> = {},
): Promise<string> {
  const error = await load(content, changes).then(
    () => new Error('loaded'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as Error).message;
}

test('ratings become indices in order of appearance, with the scale that they show', async () => {
  const data = await load('user,item,rating,time\na,x,5,10\nb,x,1,20\na,y,3,30\n');
  expect(data.users.ids).toEqual(['a', 'b']);
  expect(data.items.ids).toEqual(['x', 'y']);
  expect([...data.interactions.users]).toEqual([0, 1, 0]);
  expect([...data.interactions.items]).toEqual([0, 0, 1]);
  expect([...data.interactions.ratings]).toEqual([5, 1, 3]);
  expect([...(data.interactions.timestamps ?? [])]).toEqual([10, 20, 30]);
  expect(data.levels).toEqual([1, 3, 5]);
  expect(data.report).toEqual({ read: 3, kept: 3, issues: {}, examples: [] });
});

test('the columns may stand in any order, beside others, with Windows line ends and a byte order mark', async () => {
  const data = await load('\ufefftime,note,rating,item,user\r\n10,hm,5,x,a\r\n20,,1,y,a\r\n');
  expect(data.items.ids).toEqual(['x', 'y']);
  expect(data.report.issues).toEqual({});
});

test('a gzipped file loads to the same hash as the plain one', async () => {
  const text = 'user,item,rating,time\na,x,5,10\nb,x,1,20\n';
  expect((await load(gzipSync(text))).hash).toBe((await load(text)).hash);
});

test('of two ratings of one pair the younger is kept, whichever comes first, and the other counted', async () => {
  const data = await load('user,item,rating,time\na,x,5,20\nb,x,2,5\na,x,1,10\n');
  expect([...data.interactions.ratings]).toEqual([5, 2]);
  expect(data.report.issues).toEqual({ duplicate: 1 });
  expect(data.report.examples[0]).toContain('d/r.csv:4: user a rated item x again');
  const later = await load('user,item,rating,time\na,x,5,10\nb,x,2,5\na,x,1,20\n');
  expect([...later.interactions.ratings]).toEqual([2, 1]);
});

test('missing ratings and ratings off the scale are left out and counted, each with its place', async () => {
  const data = await load('user,item,rating,time\na,x,NaN,1\na,y,,2\na,z,7,3\nb,x,5,4\nb,y,1,5\n', {
    levels: [1, 2, 3, 4, 5],
  });
  expect(data.report).toMatchObject({ read: 5, kept: 2, issues: { 'not-a-number': 2, 'out-of-scale': 1 } });
  expect(data.report.examples).toEqual([
    'd/r.csv:2: expected a rating, found "NaN"; left out',
    'd/r.csv:3: expected a rating, found ""; left out',
    'd/r.csv:4: expected one of 1, 2, 3, 4, 5, found 7; left out',
  ]);
});

test('ratings of users and items without a record are kept without text, and counted', async () => {
  const folder = temporaryFolder({
    'items.csv': 'id,title\nx,The X\nq,"Never, ever rated"\n',
    'users.csv': 'id,about\nb,likes x\n',
  });
  const data = await load('user,item,rating,time\na,x,5,1\nb,y,1,2\n', {
    items: { path: join(folder, 'items.csv') },
    itemColumns: { id: 'id', text: ['title'], features: [] },
    users: { path: join(folder, 'users.csv') },
    userColumns: { id: 'id', text: ['about'], features: [] },
  });
  expect(data.items).toEqual({
    ids: ['x', 'q', 'y'],
    texts: ['The X', 'Never, ever rated', ''],
    features: null,
  });
  expect(data.users).toEqual({ ids: ['b', 'a'], texts: ['likes x', ''], features: null });
  expect(data.report).toMatchObject({ kept: 2, issues: { 'unknown-item': 1, 'unknown-user': 1 } });
});

test('numbers are scaled over the items that have them, categories and lists become columns of 0 and 1', async () => {
  const folder = temporaryFolder({
    'items.csv': 'id,year,kind,tags,old\nx,1990,b,p|q,1\ny,2000,a,q,0\nz,,a,,0\n',
  });
  const { items } = await load('user,item,rating,time\na,x,5,1\na,y,1,2\na,w,1,3\n', {
    items: { path: join(folder, 'items.csv') },
    itemColumns: {
      id: 'id',
      text: [],
      features: [
        { column: 'year', kind: 'number' },
        { column: 'kind', kind: 'category' },
        { column: 'tags', kind: 'list', separator: '|' },
        { column: 'old', kind: 'flag' },
      ],
    },
  });
  expect(items.ids).toEqual(['x', 'y', 'z', 'w']);
  expect(items.features?.names).toEqual(['year', 'kind=a', 'kind=b', 'tags=p', 'tags=q', 'old']);
  expect([...(items.features?.values ?? [])]).toEqual([
    ...[-1, 0, 1, 1, 1, 1],
    ...[1, 1, 0, 0, 1, 0],
    ...[0, 1, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0],
  ]);
});

test('lines that are not UTF-8 are read as latin-1 and counted; the others stay UTF-8', async () => {
  const latin = Buffer.from('Am\xe9lie', 'latin1');
  const bytes = Buffer.concat([
    Buffer.from('user,item,rating,time\na,Zoë,5,1\na,'),
    latin,
    Buffer.from(',1,2\n'),
  ]);
  const data = await load(bytes);
  expect(data.items.ids).toEqual(['Zoë', 'Amélie']);
  expect(data.report.issues).toEqual({ 'wrong-encoding': 1 });
  const path = join(temporaryFolder({ 'r.csv': bytes }), 'r.csv');
  await expect(load('', { ratings: { path, encoding: 'utf-8' } })).rejects.toThrow('r.csv:3: expected UTF-8');
});

test.each([
  [
    'a field too few',
    'a,x,5\n',
    'd/r.csv:2: expected 4 comma-separated fields (user, item, rating, time), found 3',
  ],
  ['a field too many', 'a,x,5,1,9\n', 'd/r.csv:2: expected 4 comma-separated fields'],
  ['a rating that is a word', 'a,x,good,1\n', 'd/r.csv:2: expected a number in "rating", found "good"'],
  ['a rating in hexadecimal', 'a,x,0x5,1\n', 'd/r.csv:2: expected a number in "rating", found "0x5"'],
  [
    'a time that is a date',
    'a,x,5,May 1\n',
    'd/r.csv:2: expected a time (a number, or a date such as 2018-06-17 20:05:30) in "time", found "May 1"',
  ],
  ['a user without id', ' ,x,5,1\n', 'd/r.csv:2: expected an id in "user", found nothing'],
  ['a zero byte', 'a,x,5,1\nb,\0,5,1\n', 'd/r.csv:3: expected plain text, found the control byte 0x00'],
  ['a lone carriage return', 'a,x\r,5,1\n', 'd/r.csv:2: expected plain text, found the control byte 0x0d'],
  ['an open quote', 'a,"x,5,1\n', 'd/r.csv:'],
  ['no rating at all', '', 'd/r.csv:1: expected at least one rating, found none'],
])('%s is refused with its file and line', async (_, rows, message) => {
  expect(await failure(`user,item,rating,time\n${rows}`)).toContain(message);
});

test('a line after a quoted line break is counted from the top of the file', async () => {
  expect(await failure('user,item,rating,time\na,"x\nx",5,1\nb,y,bad,2\n')).toContain(
    'd/r.csv:4: expected a number',
  );
});

test('a missing column is refused with those that are there', async () => {
  expect(await failure('user,movie,rating,time\na,x,5,1\n')).toContain(
    'd/r.csv:1: expected a column "item", found "user", "movie", "rating", "time"',
  );
});

test('a missing file, an unknown option and half of a pair of options are refused', async () => {
  await expect(load('', { ratings: { path: '/nowhere/r.csv' } })).rejects.toThrow(
    '/nowhere/r.csv: expected a file',
  );
  await expect(load('', { level: [1] } as never)).rejects.toThrow('did you mean "levels"');
  await expect(load('', { items: { path: 'x' } })).rejects.toThrow('items and itemColumns go together');
});

test('ratings with too many distinct values ask for the scale', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `a,x${i},${i / 10},1`).join('\n');
  expect(await failure(`user,item,rating,time\n${rows}\n`)).toContain('give the scale in the option levels');
});

test('a file without a header line takes the names given, and leaves out a header line that is there after all', async () => {
  const header = ['user', 'item', 'rating', 'time'];
  const settings = (text: string): Partial<LoadRatingsOptions> => {
    const path = join(temporaryFolder({ 'r.dat': text }), 'r.dat');
    return { ratings: { path, separator: '::', header } };
  };
  const without = await load('', settings('a::x::5::1\nb::x::1::2\n'));
  const withHeader = await load('', settings('user::item::rating::time\na::x::5::1\nb::x::1::2\n'));
  expect(without.report.kept).toBe(2);
  expect(withHeader.hash).toBe(without.hash);
});

test('the hash follows the content and not the name or the order of the columns', async () => {
  const base = await load('user,item,rating,time\na,x,5,1\nb,x,1,2\n');
  const renamed = await load('item,user,rating,time\nx,a,5,1\nx,b,1,2\n', { name: 'other' });
  const changed = await load('user,item,rating,time\na,x,1,1\nb,x,5,2\n');
  expect(renamed.hash).toBe(base.hash);
  expect(changed.hash).not.toBe(base.hash);
});

test('expectations are read beside the ratings, and a gap in them is refused', async () => {
  const withExpectation = { ...columns, expectation: 'mean' };
  const data = await load('user,item,rating,time,mean\na,x,5,1,4.5\na,y,1,2,2.25\n', {
    columns: withExpectation,
  });
  expect([...(data.expectations ?? [])]).toEqual([4.5, 2.25]);
  expect(
    await failure('user,item,rating,time,mean\na,x,5,1,4.5\na,y,1,2,\n', { columns: withExpectation }),
  ).toContain('d/r.csv:3: expected a number in "mean", found none');
});

test('progress names each file with its records', async () => {
  const events: unknown[] = [];
  await load('user,item,rating,time\na,x,5,1\nb,x,1,2\n', { onProgress: (event) => events.push(event) });
  expect(events).toEqual([{ kind: 'read', file: 'd/r.csv', records: 2 }]);
});
