import { describe, expect, it } from 'vitest';
import { prefixContexts } from '../../../src/data/build-contexts';
import { knownItems } from '../../../src/data/known-items';
import {
  batchOfQueries,
  drawSequences,
  inclusionProbabilities,
  queriesBySequence,
} from '../../../src/models/ranking/sequence-batches';
import { Random } from '../../../src/random';

/** Every position of four histories over items 10 to 16; the last has nothing to ask. */
const pairs = prefixContexts({
  sequences: {
    offsets: Int32Array.of(0, 3, 5, 8, 9),
    items: Int32Array.of(10, 11, 12, 12, 13, 14, 10, 12, 16),
  },
  users: Int32Array.of(0, 1, 2, 3),
  maxLength: 5,
  shortest: 1,
  stride: 3,
});
const sequences = queriesBySequence(pairs);

describe('queriesBySequence', () => {
  it('lists the queries of every sequence that has any', () => {
    expect(sequences.map((own) => [...own])).toEqual([[0, 1], [2], [3, 4]]);
  });
});

describe('drawSequences', () => {
  it('takes sequences whole, none twice, as many as an epoch may have', () => {
    const draw = (perEpoch: number, seed: number) =>
      drawSequences({ sequences, perBatch: 2, perEpoch, random: new Random(seed) }).map((own) => [...own]);
    expect(draw(9, 1).flat().sort()).toEqual([0, 1, 2, 3, 4]);
    expect(draw(9, 1)).toHaveLength(2);
    const firsts = Array.from({ length: 20 }, (_, seed) => draw(1, seed));
    expect(firsts.every(([batch, ...rest]) => rest.length === 0 && batch.length <= 2)).toBe(true);
    expect(new Set(firsts.map(String))).toEqual(new Set(['0,1', '2', '3,4']));
  });
});

describe('batchOfQueries', () => {
  it('asks the same over the items that stand in the batch alone', () => {
    const queries = Int32Array.of(3, 4, 2);
    const { items, contexts, targets } = batchOfQueries(pairs, queries);
    expect([...items]).toEqual([10, 12, 13, 14]);
    expect(Array.from(targets, (row) => items[row])).toEqual([10, 12, 13]);
    const histories = [0, 1, 2].map((query) => Array.from(knownItems(contexts, query), (row) => items[row]));
    expect(histories).toEqual([[14], [14, 10], [12]]);
  });
});

describe('inclusionProbabilities', () => {
  it('says how likely a batch holds an item', () => {
    const found = inclusionProbabilities(pairs, { sequences, items: 17, perBatch: 2 });
    // Item 12 is in all three sequences, 10 in two of them, 13 in one; 16 in none that anything is asked about.
    const expected = [1 - (1 / 3) ** 2, 1, 1 - (2 / 3) ** 2, 0];
    [10, 12, 13, 16].forEach((item, k) => {
      expect(found[item]).toBeCloseTo(expected[k], 6);
    });
  });
});
