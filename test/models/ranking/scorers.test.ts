import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { Contexts, Sequences } from '../../../src/data/contexts';
import { coOccurrence } from '../../../src/models/ranking/co-occurrence';
import { Ease } from '../../../src/models/ranking/ease';
import { itemKnn } from '../../../src/models/ranking/item-knn';
import { Popularity } from '../../../src/models/ranking/popularity';
import type { Scorer } from '../../../src/models/ranking/ranking-model';
import { TextSimilarity } from '../../../src/models/ranking/text-similarity';
import { WeightedSum } from '../../../src/models/ranking/weighted-sum';
import { contexts, ease, expectClose, shape } from './golden';

function sequencesFrom(histories: readonly (readonly number[])[]): Sequences {
  const offsets = [0];
  for (const items of histories) offsets.push(offsets[offsets.length - 1] + items.length);
  return { offsets: Int32Array.from(offsets), items: Int32Array.from(histories.flat()) };
}

/** One query that knows these items, oldest first. */
function asking(...history: number[]): Contexts {
  return {
    users: Int32Array.of(-1),
    sequences: Int32Array.from(history),
    width: history.length,
    rows: Int32Array.of(0),
    lengths: Int32Array.of(history.length),
  };
}

const { items } = shape;

describe('Ease', () => {
  it('gives the scores of numpy’s closed form', () => {
    const { training, regularisation, scores } = ease;
    const model = new Ease({ items, sequences: sequencesFrom(training), regularisation });
    expectClose(model.score(contexts), scores);
    model.dispose();
  });

  it('never lets an item speak for itself', () => {
    const model = new Ease({ items: 2, sequences: sequencesFrom([[0], [0]]), regularisation: 1 });
    expect([...model.score(asking(0))]).toEqual([0, 0]);
    model.dispose();
  });

  it('refuses a catalogue whose inverse is out of reach, and no regularisation', () => {
    const sequences = sequencesFrom([[0]]);
    expect(() => new Ease({ items: 20_001, sequences, regularisation: 1 })).toThrow(/at most 20000 items/);
    expect(() => new Ease({ items: 2, sequences, regularisation: 0 })).toThrow(/must be > 0/);
  });
});

describe('itemKnn', () => {
  // Takers: item 0 by three users, 1 by two, 2 by two, 3 by one; 0 and 1 together twice, 0 and 2 once.
  const sequences = sequencesFrom([[0, 1, 0], [1, 0], [0, 2], [2], [3]]);
  const options = { items: 4, sequences, neighbours: 2, shrinkage: 1, decay: 0.5 };
  const likeness = (together: number, a: number, b: number) => together / (Math.sqrt(a * b) + 1);

  it('is the shrunk cosine of the users who took two items, each user once', () => {
    expectClose(itemKnn(options).score(asking(0)), [0, likeness(2, 3, 2), likeness(1, 3, 2), 0]);
  });

  it('weighs an older item by the decay', () => {
    // Item 1 is the younger one: 2 is near 0 alone, which is one step older.
    const scores = itemKnn(options).score(asking(0, 1));
    expectClose(scores, [likeness(2, 2, 3), 0.5 * likeness(2, 3, 2), 0.5 * likeness(1, 3, 2), 0]);
  });

  it('keeps the nearest only, the lower number first where two are equally near', () => {
    expectClose(itemKnn({ ...options, neighbours: 1 }).score(asking(0)), [0, likeness(2, 3, 2), 0, 0]);
    const tied = { ...options, sequences: sequencesFrom([[0, 1, 2]]), neighbours: 1 };
    expectClose(itemKnn(tied).score(asking(0)), [0, likeness(1, 1, 1), 0, 0]);
  });
});

describe('coOccurrence', () => {
  const sequences = sequencesFrom([
    [0, 1, 2, 0],
    [1, 3],
  ]);

  it('adds one over the distance, in both directions, up to the window', () => {
    const model = coOccurrence({ items: 4, sequences, window: 2, decay: 1 });
    // Of item 0: next to 1, two before 2, next to 2, two after 1; its own return three places on lies outside.
    expectClose(model.score(asking(0)), [0, 1 + 1 / 2, 1 / 2 + 1, 0]);
  });

  it('counts an item that came again, from either side', () => {
    const model = coOccurrence({ items: 4, sequences, window: 3, decay: 1 });
    expectClose(model.score(asking(0)), [2 / 3, 1 + 1 / 2, 1 / 2 + 1, 0]);
  });

  it('decays over the history', () => {
    const model = coOccurrence({ items: 4, sequences, window: 1, decay: 0.25 });
    // The youngest item 3 is near 1; the older 2 is near 1 and 0.
    expectClose(model.score(asking(2, 3)), [0.25, 1 + 0.25, 0, 0]);
  });
});

describe('TextSimilarity', () => {
  it('is the cosine with the decayed sum of the history’s texts of length 1', () => {
    const itemText = { values: Float32Array.of(3, 0, 0, 5, 1, 1, 0, 0), width: 2 };
    const model = new TextSimilarity({ itemText, decay: 0.5 });
    // History (0.5 · [1, 0] + [0, 1]); the text of item 3 is empty and gives 0.
    const half = Math.SQRT1_2;
    expectClose(model.score(asking(0, 1)), [0.5, 1, 1.5 * half, 0]);
    model.dispose();
  });
});

describe('Popularity', () => {
  it('counts every event, whatever is asked', () => {
    const model = new Popularity({ items: 3, sequences: sequencesFrom([[0, 0, 2], [2], [2]]) });
    expect([...model.score(asking(1))]).toEqual([2, 0, 3]);
  });
});

const training = sequencesFrom(ease.training);
const itemText = { values: Float32Array.from({ length: items * 2 }, (_, i) => Math.sin(i)), width: 2 };
const decay = 0.7;
const everyScorer: Readonly<Record<string, () => Scorer & { dispose?: () => void }>> = {
  Ease: () => new Ease({ items, sequences: training, regularisation: 2 }),
  itemKnn: () => itemKnn({ items, sequences: training, neighbours: 5, shrinkage: 1, decay }),
  coOccurrence: () => coOccurrence({ items, sequences: training, window: 3, decay }),
  TextSimilarity: () => new TextSimilarity({ itemText, decay }),
};

describe.each(Object.entries(everyScorer))('%s', (_, make) => {
  it('gives each query its own history’s scores, however they share sequences', () => {
    const scorer = make();
    const together = scorer.score(contexts);
    contexts.rows.forEach((row, query) => {
      const start = row * contexts.width;
      const history = contexts.sequences.subarray(start, start + contexts.lengths[query]);
      const own = together.subarray(query * items, (query + 1) * items);
      expectClose(scorer.score(asking(...history)), [...own]);
    });
    scorer.dispose?.();
  });

  it('has nothing to say of an empty history', () => {
    const scorer = make();
    expect(scorer.score(asking()).every((score) => score === 0)).toBe(true);
    scorer.dispose?.();
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const scorer = make();
    const made = tf.memory().numTensors;
    scorer.score(contexts);
    scorer.score(contexts);
    expect(tf.memory().numTensors).toBe(made);
    scorer.dispose?.();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('WeightedSum', () => {
  const constant = (values: number[]): Scorer => ({
    items: values.length,
    score: ({ rows }) =>
      Float32Array.from({ length: rows.length * values.length }, (_, i) => values[i % values.length]),
  });

  it('adds its members by their weights', () => {
    const sum = new WeightedSum([
      { scorer: constant([1, 2]), weight: 2 },
      { scorer: constant([10, 20]), weight: -0.5 },
    ]);
    expect([...sum.score(asking(0))]).toEqual([-3, -6]);
  });

  it('does not ask a member of weight 0', () => {
    const silent: Scorer = {
      items: 2,
      score: () => {
        throw new Error('asked');
      },
    };
    const sum = new WeightedSum([
      { scorer: silent, weight: 0 },
      { scorer: constant([1, 2]), weight: 1 },
    ]);
    expect([...sum.score(asking(0))]).toEqual([1, 2]);
  });

  it('refuses members over different catalogues, and none', () => {
    const members = [constant([1]), constant([1, 2])].map((scorer) => ({ scorer, weight: 1 }));
    expect(() => new WeightedSum(members)).toThrow(/over one catalogue, found sizes 1, 2/);
    expect(() => new WeightedSum([])).toThrow(/found sizes none/);
  });
});
