import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contextsOf, prefixContexts, sequencesOf } from '../../../../src/data';
import { type ImportSoftTargetsOptions, importSoftTargets } from '../../../../src/distill/ranking/import';
import { readRankedTargets } from '../../../../src/distill/ranking/soft-targets';
import { InputError } from '../../../../src/errors';
import { Random } from '../../../../src/random';
import { mutated } from '../../../data/mutated';
import { temporaryFolder } from '../../../data/temporary-folder';
import { refusal } from '../soft-targets/example-targets';
import { smallCatalogue } from './small-catalogue';

const { data, split } = smallCatalogue();
const histories = sequencesOf({ data, rows: split.train });

type Changes = Partial<ImportSoftTargetsOptions>;

/** Imports records that stand a line each in `t/lists.jsonl`. */
async function take(records: readonly (object | string)[], changes: Changes = {}) {
  const lines = records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record)));
  const folder = temporaryFolder({ 't/lists.jsonl': lines.join('\n') });
  const file = join(folder, 't', 'lists.jsonl');
  const settings = { contexts: null, maxLength: 10, k: 2, precision: 'float32' } as const;
  return importSoftTargets({ file, data, split, folder: join(folder, 'cache'), ...settings, ...changes });
}

type Imported = Awaited<ReturnType<typeof take>>;

/** Each query as [user, known items, best items]. */
function lists({ contexts, targets }: Imported) {
  const { users, rows, lengths, sequences, width } = contexts;
  return Array.from(rows, (row, query) => [
    users[row],
    [...sequences.subarray(row * width, row * width + lengths[query])],
    [...targets.items.subarray(query * targets.k, (query + 1) * targets.k)],
  ]);
}

describe('importSoftTargets', () => {
  test('takes logits as they stand, the best first, with the training history of the user', async () => {
    const imported = await take([
      { user: 'u1', items: ['i4', 'i2', 'i5'], logits: [-1, 2.5, 0.25] },
      { user: 'u0', items: ['i5', 'i4'], logits: [1, 1] },
    ]);
    expect(lists(imported)).toEqual([
      [1, [3, 0], [2, 5]],
      [0, [0, 1, 2, 3], [5, 4]],
    ]);
    expect([...imported.targets.logits]).toEqual([2.5, 0.25, 1, 1]);
    expect(imported.report).toEqual({ lists: 2, unused: 0 });
  });

  test('keeps at most so many items of each list, fewer where the shortest list has fewer', async () => {
    const records = [
      { user: 'u1', items: ['i4', 'i2', 'i5'], logits: [-1, 2.5, 0.25] },
      { user: 'u0', items: ['i5', 'i4', 'i3', 'i0'], logits: [1, 1, 5, 0] },
    ];
    expect((await take(records, { k: { atMost: 2 } })).targets.k).toBe(2);
    const { targets } = await take(records, { k: { atMost: 5 } });
    expect(targets.k).toBe(3);
    expect([...targets.items]).toEqual([2, 5, 4, 3, 5, 4]);
    const { message } = await refusal(take(records, { k: { atMost: 0 } }));
    expect(message).toMatch(/k must be a whole number of 1 or more, found 0/);
  });

  test('takes contexts of users, and of nobody known, and cuts them to the youngest items', async () => {
    const imported = await take(
      [
        { user: 'u0', context: ['i0', 'i1'], items: ['i2', 'i3'], logits: [2, 1] },
        { user: 'u0', context: [], items: ['i2', 'i3'], logits: [2, 1] },
        { context: ['i5', 'i4', 'i3'], items: ['i0', 'i1'], logits: [2, 1] },
      ],
      { maxLength: 2 },
    );
    expect(lists(imported).map(([user, known]) => [user, known])).toEqual([
      [0, [0, 1]],
      [0, []],
      [-1, [4, 3]],
    ]);
  });

  test('makes logits of scores by the scale given, and of ranks so that softmax is a power of the rank', async () => {
    const scored = await take([{ user: 'u0', items: ['i4', 'i5'], scores: [0.1, 0.3] }], { scoreScale: 20 });
    expect(scored.targets.logits[0]).toBeCloseTo(6, 5);
    expect(scored.targets.logits[1]).toBeCloseTo(2, 5);
    for (const record of [
      { user: 'u0', items: ['i4', 'i2', 'i5'], ranks: [3, 1, 2] },
      { user: 'u0', items: ['i2', 'i5', 'i4'] },
    ]) {
      const { targets } = await take([record], { k: 3, rankExponent: 2 });
      expect([...targets.items]).toEqual([2, 5, 4]);
      const weights = [...targets.logits].map(Math.exp);
      expect(weights[0] / weights[1]).toBeCloseTo(4, 5);
      expect(weights[0] / weights[2]).toBeCloseTo(9, 5);
    }
  });

  test('gathers single items to the list of their query, wherever they stand', async () => {
    const imported = await take([
      { user: 'u0', item: 'i4', logit: 1 },
      { user: 'u1', item: 'i5', logit: 3 },
      { user: 'u0', item: 'i5', logit: 2 },
      { user: 'u1', item: 'i4', logit: 4 },
    ]);
    expect(lists(imported).map(([user, , items]) => [user, items])).toEqual([
      [0, [5, 4]],
      [1, [4, 5]],
    ]);
  });

  test('brings lists into the order of the queries asked for, and counts those that nobody asked for', async () => {
    const contexts = contextsOf({ sequences: histories, users: Int32Array.from([1, 0]), maxLength: 3 });
    const imported = await take(
      [
        { user: 'u0', items: ['i4', 'i5'], logits: [2, 1] },
        { user: 'u2', items: ['i1', 'i2'], logits: [2, 1] },
        { user: 'u1', items: ['i5', 'i2'], logits: [2, 1] },
      ],
      { contexts, maxLength: 3 },
    );
    expect(lists(imported)).toEqual([
      [1, [3, 0], [5, 2]],
      [0, [1, 2, 3], [4, 5]],
    ]);
    expect(imported.report).toEqual({ lists: 3, unused: 1 });
  });

  test('matches every position of a sequence by its context', async () => {
    const users = Int32Array.from([0]);
    const { contexts } = prefixContexts({
      sequences: histories,
      users,
      maxLength: 10,
      shortest: 1,
      stride: 10,
    });
    const records = [3, 2, 1].map((length) => ({
      user: 'u0',
      context: ['i0', 'i1', 'i2'].slice(0, length),
      items: [`i${length}`, 'i5'],
      logits: [2, 1],
    }));
    const imported = await take(records, { contexts });
    expect(lists(imported).map(([, , items]) => items)).toEqual([
      [1, 5],
      [2, 5],
      [3, 5],
    ]);
    expect((await refusal(take(records.slice(1), { contexts }))).message).toContain(
      'query 2 (user u0, 3 items, the last i0, i1, i2) has no list in the file',
    );
  });

  test('keeps the vectors of queries and items', async () => {
    const imported = await take([
      ...data.items.ids.map((item, i) => ({ item, embedding: [i, i + 0.5] })),
      { user: 'u0', items: ['i4', 'i5'], logits: [2, 1], embedding: [0.5, 0.25, 0] },
    ]);
    expect(imported.targets.hidden).toEqual({ values: Float32Array.from([0.5, 0.25, 0]), width: 3 });
    expect(imported.targets.itemVectors).toEqual({
      values: Float32Array.from([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5]),
      width: 2,
    });
  });

  test('fills the cache, from which any reader with the same source takes it', async () => {
    const { path, targets } = await take([{ user: 'u0', items: ['i4', 'i5'], logits: [2, 1] }]);
    expect(await readRankedTargets({ path, expected: targets.source })).toEqual(targets);
    expect(targets.source).toMatchObject({ data: data.hash, split: split.hash, catalogue: 6 });
  });

  test('reads Parquet of lists, and of an item a row, to the same as JSON', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const folder = temporaryFolder();
    const file = join(folder, 'lists.parquet');
    const rows = [
      { user: 'u1', item: 'i5', score: 1.5 },
      { user: 'u1', item: 'i2', score: 2 },
      { user: 'u0', item: 'i4', score: -1 },
      { user: 'u0', item: 'i5', score: 0 },
    ];
    const columnData = (['user', 'item', 'score'] as const).map((name) => ({
      name,
      data: rows.map((row) => row[name]),
    }));
    writeFileSync(file, new Uint8Array(parquetWriteBuffer({ columnData })));
    const fromRows = await take([], { file, scoreScale: 1 });
    expect(lists(fromRows)).toEqual(lists(await take(rows, { scoreScale: 1 })));
    expect(lists(fromRows).map(([, , items]) => items)).toEqual([
      [2, 5],
      [5, 4],
    ]);
    const nested = [
      { name: 'user', data: ['u1', 'u0'] },
      {
        name: 'items',
        data: [
          ['i5', 'i2'],
          ['i4', 'i5'],
        ],
        type: 'JSON' as const,
      },
      {
        name: 'scores',
        data: [
          [1.5, 2],
          [-1, 0],
        ],
        type: 'JSON' as const,
      },
    ];
    writeFileSync(file, new Uint8Array(parquetWriteBuffer({ columnData: nested })));
    expect(lists(await take([], { file, scoreScale: 1 }))).toEqual(lists(fromRows));
  });
});

describe('importSoftTargets refuses', () => {
  const good = { user: 'u1', items: ['i4', 'i5'], logits: [2, 1] };
  test.each<[string, (object | string)[], string, Changes?]>([
    [
      'a user that is not there',
      [good, { ...good, user: 'u9' }],
      't/lists.jsonl:2: expected users of the data set, found user "u9"',
    ],
    [
      'an item that is not there',
      [good, { ...good, user: 'u0', items: ['i4', 'x'] }],
      't/lists.jsonl:2: expected items of the catalogue, found "x"',
    ],
    [
      'a context with an item that is not there',
      [{ ...good, context: ['x'] }],
      't/lists.jsonl:1: expected items of the data set, found item "x"',
    ],
    [
      'an item twice',
      [{ ...good, items: ['i4', 'i4'] }],
      't/lists.jsonl:1: expected each item once, found "i4" twice',
    ],
    [
      'a query twice',
      [good, { ...good, context: ['i3', 'i0'] }],
      't/lists.jsonl:2: expected one list a query, found the user and context of t/lists.jsonl:1 again',
    ],
    [
      'a number that is none',
      [good, '{"user": "u0", "items": ["i4", "i5"], "logits": [NaN, 1]}'],
      't/lists.jsonl:2: expected JSON',
    ],
    [
      'a null for a number',
      [{ ...good, logits: [null, 1] }],
      't/lists.jsonl:1: expected finite numbers in "logits", found null',
    ],
    [
      'a logit beyond single precision',
      [{ ...good, logits: [1e39, 1] }],
      't/lists.jsonl:1: expected logits within single precision, found 1e+39',
    ],
    [
      'an item of the test part in a context',
      [good, { ...good, context: ['i3', 'i0', 'i2', 'i1'] }],
      'found item i2, which user u1 takes in validation or test',
    ],
    [
      'an item of validation in a context',
      [{ ...good, user: 'u0', context: ['i4'] }],
      't/lists.jsonl:1: expected a history of training events, found item i4',
    ],
    [
      'too few items',
      [good, { ...good, user: 'u0', items: ['i4'], logits: [1] }],
      't/lists.jsonl:2: expected at least k = 2 items in every list, found 1',
    ],
    [
      'more items than numbers',
      [{ ...good, logits: [1] }],
      't/lists.jsonl:1: expected as many logits as items (2), found 1',
    ],
    [
      'two kinds of numbers in a list',
      [{ ...good, scores: [1, 2] }],
      't/lists.jsonl:1: expected one of logits, scores, ranks, found ["logits","scores"]',
    ],
    [
      'two kinds of numbers in a file',
      [good, { user: 'u0', items: ['i4', 'i5'] }],
      't/lists.jsonl:2: expected logits, as at t/lists.jsonl:1, found ranks',
    ],
    ['a name that nobody knows', [{ ...good, logitz: [1] }], 'found "logitz"; did you mean "logits"?'],
    [
      'nobody to be asked for',
      [{ items: ['i4', 'i5'], logits: [1, 2] }],
      't/lists.jsonl:1: expected a "user", a "context" or both',
    ],
    [
      'a rank of zero',
      [{ user: 'u1', items: ['i4', 'i5'], ranks: [0, 1] }],
      'expected ranks from 1, found 0',
      { rankExponent: 1 },
    ],
    [
      'ranks without their exponent',
      [{ user: 'u1', items: ['i4', 'i5'] }],
      'rankExponent must be a number above 0, found undefined',
    ],
    [
      'scores without their scale',
      [{ user: 'u1', items: ['i4', 'i5'], scores: [1, 2] }],
      'scoreScale must be a number above 0',
    ],
    [
      'a scale that has no meaning',
      [good],
      'scoreScale has no meaning for a file of logits',
      { scoreScale: 2 },
    ],
    [
      'embeddings of some queries',
      [
        { ...good, embedding: [1] },
        { ...good, user: 'u0' },
      ],
      't/lists.jsonl:2: expected an embedding, as other lists have one',
    ],
    [
      'embeddings of two widths',
      [
        { ...good, embedding: [1] },
        { ...good, user: 'u0', embedding: [1, 2] },
      ],
      't/lists.jsonl:2: expected an embedding of 1 numbers',
    ],
    ['embeddings of some items', [good, { item: 'i0', embedding: [1] }], 'found 1 of 6 (none of item i1)'],
    ['no list', [{ item: 'i0', embedding: [1] }], 'expected lists of a teacher, found none'],
    ['a split of other data', [good], 'the split is of data set tiny', { data: { ...data, hash: 'other' } }],
    ['a k that is none', [good], 'k must be a whole number of 1 or more, found 0', { k: 0 }],
  ])('%s', async (_, records, message, changes) => {
    const error = await refusal(take(records, changes));
    expect(error.message).toContain(message);
    expect(error).toBeInstanceOf(InputError);
  });

  test('no item that the user took in training as well as later', async () => {
    const again = { user: 'u2', context: ['i5', 'i4', 'i5'], items: ['i1', 'i2'], logits: [2, 1] };
    expect((await take([again])).report.lists).toBe(1);
  });
});

test('a file of a teacher with a thousand mutations is imported, or refused with file and line', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'lists.jsonl');
  const records = [
    {
      user: 'u0',
      items: ['i4', 'i5', 'i2'],
      logits: [2.7121314151617, 1.0123456789, -0.5551234567],
      embedding: [1.5142135623, 2.236067977499],
    },
    {
      user: 'u1',
      context: ['i3'],
      items: ['i1', 'i5'],
      logits: [2.002319e-3, 1.618033988749],
      embedding: [3.2415926535, -4.123105625617],
    },
    { user: 'u1', item: 'i5', logit: 1, embedding: [5, 6] },
    { user: 'u1', item: 'i2', logit: 0 },
  ];
  const whole = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
  const random = new Random(3);
  const counts: Record<string, number> = {};
  for (let i = 0; i < 1000; i++) {
    writeFileSync(file, mutated(whole, random));
    const outcome = await take([], { file, folder: join(folder, 'cache') }).then(
      () => 'imported',
      (error: Error) =>
        error instanceof InputError && /lists\.jsonl(:\d+)?: |^importSoftTargets: /.test(error.message)
          ? 'refused'
          : String(error),
    );
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  expect(Object.keys(counts).sort()).toEqual(['imported', 'refused']);
  expect(Math.min(counts.imported, counts.refused)).toBeGreaterThan(10);
});
