import { expect, test } from 'vitest';
import {
  type RecommendationData,
  type Split,
  splitColdItemFolds,
  splitColdItems,
  splitFolds,
  splitGlobalByTime,
  splitLeaveOneOut,
  splitPerUserByTime,
  splitPublished,
  splitRandom,
  subsampleTrain,
} from '../../src/data';
import { InputError } from '../../src/errors';
import { gridData, tinyData } from './tiny-data';

const data = gridData(20, 30);
const published: RecommendationData = {
  ...data,
  publishedFolds: {
    u1: {
      train: Int32Array.from({ length: 500 }, (_, i) => i),
      test: Int32Array.from({ length: 100 }, (_, i) => 500 + i),
    },
  },
};

/** Sorted row numbers of all parts; each row once if the parts are a division of the data. */
function allRowsOf(split: Split, test: Int32Array): number[] {
  return [...split.train, ...split.validation, ...test].sort((a, b) => a - b);
}

const everyRow = Array.from({ length: 600 }, (_, i) => i);

test.each([
  ['random', () => splitRandom({ data, testShare: 0.2, validationShare: 0.1, seed: 1 })],
  ['published', () => splitPublished({ data: published, fold: 'u1', validationShare: 0.1, seed: 1 })],
  ['leave-one-out', () => splitLeaveOneOut({ data })],
  ['per-user by time', () => splitPerUserByTime({ data, testShare: 0.2, validationShare: 0.1 })],
  ['global by time', () => splitGlobalByTime({ data, testShare: 0.2, validationShare: 0.1 })],
  ['cold items', () => splitColdItems({ data, testShare: 0.2, validationShare: 0.1, seed: 1 })],
])('a %s split puts every row into one part, and again the same', (_, make) => {
  const split = make();
  expect(make().hash).toBe(split.hash);
  expect(allRowsOf(split, split.takeTest('the test'))).toEqual(everyRow);
});

test('shares are of all rows for the test part, and of the others for validation', () => {
  const split = splitRandom({ data, testShare: 0.2, validationShare: 0.1, seed: 1 });
  expect([split.testSize, split.validation.length, split.train.length]).toEqual([120, 48, 432]);
});

test('another seed gives another split, and a split of other data another hash', () => {
  const hashOf = (of: RecommendationData, seed: number) =>
    splitRandom({ data: of, testShare: 0.2, validationShare: 0.1, seed }).hash;
  expect(hashOf(data, 2)).not.toBe(hashOf(data, 1));
  expect(hashOf({ ...data, hash: 'other' }, 1)).not.toBe(hashOf(data, 1));
});

test('the test parts of k folds are all rows, each once, of sizes that differ by at most one', () => {
  const tests = splitFolds({ data, folds: 7, validationShare: 0.1, seed: 3 }).map((split) =>
    split.takeTest('fold'),
  );
  expect(tests.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual(everyRow);
  const sizes = tests.map((rows) => rows.length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBe(1);
});

test('each rated item is cold in the test part of exactly one fold over items, and in no other part of it', () => {
  const itemsOf = (rows: Int32Array) => new Set(rows.map((row) => data.interactions.items[row]));
  const heldOut = splitColdItemFolds({ data, folds: 4, validationShare: 0.2, seed: 3 }).map((split) => {
    const test = itemsOf(split.takeTest('fold'));
    const [train, validation] = [itemsOf(split.train), itemsOf(split.validation)];
    expect([...test].filter((item) => train.has(item) || validation.has(item))).toEqual([]);
    expect([...validation].filter((item) => train.has(item))).toEqual([]);
    return [...test];
  });
  expect(heldOut.flat().sort((a, b) => a - b)).toEqual(
    [...itemsOf(Int32Array.from(everyRow))].sort((a, b) => a - b),
  );
  expect(() => splitColdItemFolds({ data, folds: 1, validationShare: 0.2, seed: 3 })).toThrow(InputError);
});

test('a published fold keeps its test rows, and takes so many validation rows from its training rows', () => {
  const split = splitPublished({ data: published, fold: 'u1', validationCount: 40, seed: 1 });
  expect(split.validation.length).toBe(40);
  expect([...split.takeTest('report')]).toEqual([...published.publishedFolds.u1.test]);
  expect(() => splitPublished({ data: published, fold: 'u9', validationCount: 40, seed: 1 })).toThrow(
    'it has: u1',
  );
  expect(() => splitPublished({ data: published, fold: 'u1', seed: 1 })).toThrow('give one of');
  const tooMany = { data: published, fold: 'u1', validationCount: 500, seed: 1 };
  expect(() => splitPublished(tooMany)).toThrow('validationCount must be 1 .. 499, found 500');
});

test('leave-one-out takes the youngest rating of each user, and the one before; short histories stay in train', () => {
  const split = splitLeaveOneOut({
    data: tinyData([
      [0, 0, 1, 30],
      [0, 1, 2, 10],
      [0, 2, 3, 20],
      [1, 0, 4, 1],
      [1, 1, 5, 2],
    ]),
  });
  expect([...split.train]).toEqual([1, 3, 4]);
  expect([...split.validation]).toEqual([2]);
  expect([...split.takeTest('report')]).toEqual([0]);
});

test('leave-one-out goes by the order of rows where there are no timestamps', () => {
  const timed = tinyData([
    [1, 0, 1, 0],
    [0, 2, 1, 0],
    [1, 2, 1, 0],
    [0, 0, 1, 0],
    [1, 1, 1, 0],
    [0, 1, 1, 0],
  ]);
  const split = splitLeaveOneOut({
    data: { ...timed, interactions: { ...timed.interactions, timestamps: null } },
  });
  expect([...split.train]).toEqual([0, 1]);
  expect([...split.validation]).toEqual([2, 3]);
  expect([...split.takeTest('report')]).toEqual([4, 5]);
});

test('leave-one-out of implicit data holds out the last event, also of an item that was taken before', () => {
  const again = tinyData(
    [
      [0, 0, 1, 1],
      [0, 1, 1, 2],
      [0, 0, 1, 3],
    ],
    { levels: [1] },
  );
  const split = splitLeaveOneOut({ data: again });
  expect([...split.train, ...split.validation, ...split.takeTest('report')]).toEqual([0, 1, 2]);
  expect(() => splitLeaveOneOut({ data: { ...again, levels: [1, 2] } })).toThrow('the same pair is in train');
});

test('a global split by time cuts at one moment', () => {
  const split = splitGlobalByTime({ data, testShare: 0.25, validationShare: 0.2 });
  const times = data.interactions.timestamps as Float64Array;
  const range = (rows: Int32Array) => [
    Math.min(...rows.map((r) => times[r])),
    Math.max(...rows.map((r) => times[r])),
  ];
  expect(range(split.train)).toEqual([1000, 1359]);
  expect(range(split.validation)).toEqual([1360, 1449]);
  expect(range(split.takeTest('report'))).toEqual([1450, 1599]);
});

test('a per-user split by time holds out the youngest ratings of every user', () => {
  const split = splitPerUserByTime({ data, testShare: 0.2, validationShare: 0.25 });
  const { users } = data.interactions;
  const perUser = (rows: Int32Array) => rows.filter((row) => users[row] === 7).length;
  expect([perUser(split.train), perUser(split.validation), perUser(split.takeTest('report'))]).toEqual([
    18, 6, 6,
  ]);
});

test('no cold item of the test part has a row in train or validation', () => {
  const split = splitColdItems({ data, testShare: 0.2, validationShare: 0.25, seed: 4 });
  const itemsOf = (rows: Int32Array) => new Set(rows.map((row) => data.interactions.items[row]));
  const [train, validation, test] = [
    itemsOf(split.train),
    itemsOf(split.validation),
    itemsOf(split.takeTest('report')),
  ];
  expect([train.size, validation.size, test.size]).toEqual([18, 6, 6]);
  expect(new Set([...train, ...validation, ...test]).size).toBe(30);
});

test('splits by time ask for timestamps', () => {
  const timeless = { ...data, interactions: { ...data.interactions, timestamps: null } };
  const shares = { data: timeless, testShare: 0.2, validationShare: 0.1 };
  expect(() => splitPerUserByTime(shares)).toThrow('has no timestamps');
  expect(() => splitGlobalByTime(shares)).toThrow('has no timestamps');
  const gap = {
    ...data,
    interactions: { ...data.interactions, timestamps: new Float64Array(600).fill(Number.NaN) },
  };
  expect(() => splitLeaveOneOut({ data: gap })).toThrow('600 rows of data set tiny have no timestamp');
});

test('a smaller share of the training rows lies within a larger one, and the test part stays', () => {
  const split = splitRandom({ data, testShare: 0.2, validationShare: 0.25, seed: 1 });
  const tenth = subsampleTrain({ split, share: 0.1, seed: 5 });
  const half = subsampleTrain({ split, share: 0.5, seed: 5 });
  expect([tenth.train.length, tenth.validation.length]).toEqual([36, 12]);
  expect(half.train.length).toBe(180);
  const inHalf = new Set(half.train);
  expect([...tenth.train].every((row) => inHalf.has(row))).toBe(true);
  expect([...tenth.takeTest('share 0.1')]).toEqual([...split.takeTest('all')]);
  expect(tenth.hash).not.toBe(half.hash);
  expect(() => subsampleTrain({ split, share: 0.001, seed: 5 })).toThrow('leaves 0 training');
});

test('the test part is handed out once, and the error names both who ask', () => {
  const split = splitRandom({ data, testShare: 0.2, validationShare: 0.1, seed: 1 });
  split.takeTest('final report');
  expect(() => split.takeTest('sweep')).toThrow(
    'already handed out to "final report", and "sweep" asks again',
  );
});

test('shares outside of 0 to 1 and empty parts are refused', () => {
  expect(() => splitRandom({ data, testShare: 1, validationShare: 0.1, seed: 1 })).toThrow(
    'testShare must lie between',
  );
  expect(() => splitRandom({ data, testShare: 0.0001, validationShare: 0.1, seed: 1 })).toThrow(
    'found none in test',
  );
  expect(() => splitFolds({ data, folds: 1, validationShare: 0.1, seed: 1 })).toThrow('2 or more, found 1');
});
