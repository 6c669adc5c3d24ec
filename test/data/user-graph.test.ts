import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { friendsOf, friendsText, type LoadDataOptions, loadData, splitRandom } from '../../src/data';
import { buildSplit } from '../../src/data/splits/build-split';
import { temporaryFolder } from './temporary-folder';

const rows = 'user,item,plays\na,x,5\na,y,1\nb,x,1\nb,z,9\nc,y,2\nd,z,1\nd,x,1\n';

async function load(ties: string, isMutual: boolean, changes: Partial<LoadDataOptions> = {}) {
  const folder = temporaryFolder({ 'd/r.csv': rows, 'd/f.tsv': `from\tto\n${ties}` });
  return loadData({
    ratings: join(folder, 'd', 'r.csv'),
    columns: { weight: 'plays' },
    weightScale: 'linear',
    repeats: 'last',
    userGraph: {
      file: { path: join(folder, 'd', 'f.tsv') },
      columns: { user: 'from', friend: 'to' },
      isMutual,
    },
    ...changes,
  });
}

/** Friends by name. */
function friends({ users, userGraph }: Awaited<ReturnType<typeof load>>): string[] {
  if (userGraph === undefined) throw new Error('no graph');
  return users.ids.map((id, user) => {
    const names = Array.from(friendsOf(userGraph, user), (friend) => users.ids[friend]);
    return `${id}: ${names.join(' ')}`;
  });
}

describe('the graph of users', () => {
  test('has ties as they are written, or both ways, each once', async () => {
    expect(friends(await load('a\tb\nc\ta\n', false))).toEqual(['a: b', 'b: ', 'c: a', 'd: ']);
    const mutual = await load('a\tb\nb\ta\nc\ta\n', true);
    expect(friends(mutual)).toEqual(['a: b c', 'b: a', 'c: a', 'd: ']);
    expect(mutual.report.issues).toEqual({});
  });

  test('leaves out and counts strangers and oneself, and counts a tie that stands twice', async () => {
    const data = await load('a\tb\na\tnobody\nb\tb\na\tb\n', false);
    expect(friends(data)[0]).toBe('a: b');
    expect(data.report.issues).toEqual({ 'unknown-friend': 1, 'own-friend': 1, 'duplicate-friend': 1 });
    expect(data.report.examples).toContain('d/f.tsv:3: user nobody is not in the data; tie left out');
  });

  test('is part of the hash', async () => {
    const [one, other] = [await load('a\tb\n', false), await load('b\ta\n', false)];
    expect(one.hash).not.toBe(other.hash);
  });

  test('refuses an empty id with file and line', async () => {
    await expect(load('a\tb\na\t\n', false)).rejects.toThrow('d/f.tsv:3: expected two ids of users');
  });
});

describe('the text of friends', () => {
  const itemNames = ['Xylo', 'Yoyo', 'Zero'];

  test('names what friends took most in training, by weight, and nothing of held-out rows', async () => {
    const data = await load('c\ta\nc\tb\n', false);
    const parts = { train: [0, 1, 2, 4], validation: [5], test: [3, 6] };
    const [train, validation, test] = Object.values(parts).map((part) => Int32Array.from(part));
    const split = buildSplit('by hand', data, { train, validation, test });
    const texts = friendsText({ split, itemNames, most: 5 });
    // b's nine plays of z are held out
    expect(texts).toEqual(['', '', 'Friends like Xylo and Yoyo', '']);
    expect(friendsText({ split, itemNames, most: 1 })[2]).toBe('Friends like Xylo');
    const all = buildSplit('all but one', data, {
      train: Int32Array.from([0, 1, 2, 3, 4]),
      validation,
      test: Int32Array.from([6]),
    });
    expect(friendsText({ split: all, itemNames, most: 2 })[2]).toBe('Friends like Zero and Xylo');
  });

  test("becomes the users' own in a split of the same rows with another hash", async () => {
    const data = await load('a\tb\n', true);
    const split = splitRandom({ data, testShare: 0.2, validationShare: 0.2, seed: 1 });
    const texts = friendsText({ split, itemNames, most: 2 });
    const told = split.withUserTexts(texts);
    expect(told.data.users.texts).toEqual(texts);
    expect([told.train, told.validation]).toEqual([split.train, split.validation]);
    expect(told.hash).not.toBe(split.hash);
    expect(told.data.hash).not.toBe(data.hash);
    expect(told.takeTest('a')).toEqual(split.takeTest('b'));
    expect(() => split.withUserTexts(['one'])).toThrow('expected a text for each of 4 users, found 1');
  });

  test('is refused without a graph, and with names of other items', async () => {
    const data = await load('a\tb\n', true);
    const split = splitRandom({ data, testShare: 0.2, validationShare: 0.2, seed: 1 });
    expect(() => friendsText({ split, itemNames: ['x'], most: 1 })).toThrow(
      'one name for each of the 3 items',
    );
    const lonely = splitRandom({
      data: { ...data, userGraph: undefined },
      testShare: 0.2,
      validationShare: 0.2,
      seed: 1,
    });
    expect(() => friendsText({ split: lonely, itemNames, most: 1 })).toThrow('has no userGraph');
  });
});
