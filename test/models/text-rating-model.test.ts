import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { History, type RatedPairs } from '../../src/models/rating/history';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { TextRatingModel } from '../../src/models/rating/text-rating-model';
import { Random } from '../../src/random';
import { items, itemText, pairs, rated, users } from './every-model';

function modelOn(history: RatedPairs, text = itemText): TextRatingModel {
  return new TextRatingModel({
    users,
    items,
    itemText: text,
    userText: null,
    userFeatures: null,
    itemFeatures: null,
    history,
    frequencies: [1, 1, 1, 1, 1],
    dimensions: 4,
    hidden: 8,
    dropout: 0.5,
    random: new Random(1),
  });
}

/** The ratings with one pair's own left out, or changed to `rating`. */
function without(row: number): RatedPairs {
  const keep = (_: number, i: number) => i !== row;
  return {
    users: rated.users.filter(keep),
    items: rated.items.filter(keep),
    ratings: rated.ratings.filter(keep),
  };
}

function dense(rows: number, columns: number, history: History, width: number, seed: number) {
  const table = new Random(seed).normals(columns * width, 1);
  const own = new Float32Array(rows * width);
  return { table, own, history };
}

describe('History', () => {
  it('takes exactly its own column out of a pair’s sums', () => {
    const history = new History(users, items, {
      rows: rated.users,
      columns: rated.items,
      ratings: rated.ratings,
    });
    const width = 2;
    const { table } = dense(users, items, history, width, 7);
    const sums = tf.tidy(() => {
      const tables = tf.tensor2d(table, [items, width]);
      const { implicit, explicit } = history.sums({ implicit: tables, explicit: tables });
      return { implicit: implicit.dataSync(), explicit: explicit.dataSync() };
    });
    const share = history.ownShare(rated.users, rated.items);
    rated.users.forEach((user, n) => {
      const mine = [...rated.users.keys()].filter((k) => rated.users[k] === user);
      const mean = meanOf(user);
      for (let d = 0; d < width; d++) {
        const others = mine.filter((k) => k !== n);
        const column = (k: number) => table[rated.items[k] * width + d];
        const root = Math.sqrt(mine.length);
        const implicit = others.reduce((sum, k) => sum + column(k) / root, 0);
        const explicit = others.reduce((sum, k) => sum + ((rated.ratings[k] - mean) * column(k)) / root, 0);
        expect(sums.implicit[user * width + d] - share.implicit[n] * column(n)).toBeCloseTo(implicit, 4);
        expect(sums.explicit[user * width + d] - share.explicit[n] * column(n)).toBeCloseTo(explicit, 4);
      }
    });
    history.dispose();
  });

  it('takes nothing out for a pair outside of it', () => {
    const partial = without(0);
    const history = new History(users, items, {
      rows: partial.users,
      columns: partial.items,
      ratings: partial.ratings,
    });
    const share = history.ownShare(rated.users.subarray(0, 1), rated.items.subarray(0, 1));
    expect([...share.implicit, ...share.explicit]).toEqual([0, 0]);
    history.dispose();
  });
});

/** The user's mean rating, drawn to the overall mean by five ratings' weight. */
function meanOf(user: number): number {
  const overall = rated.ratings.reduce((a, b) => a + b, 0) / rated.ratings.length;
  const mine = [...rated.ratings].filter((_, k) => rated.users[k] === user);
  return (mine.reduce((a, b) => a + b, 0) + 5 * overall) / (mine.length + 5);
}

describe('TextRatingModel', () => {
  it('does not read a training pair’s own rating, but for what it moves in the means', () => {
    const row = 11;
    const user = rated.users[row];
    const one = { users: pairs.users.subarray(row, row + 1), items: pairs.items.subarray(row, row + 1) };
    const predictions = [1, 5].map((rating) => {
      const model = modelOn({ ...rated, ratings: rated.ratings.map((x, i) => (i === row ? rating : x)) });
      // Of the explicit part, only the own cell may be read with its rating; with it the means fall out too.
      for (const parameter of model.parameters) {
        if (parameter.name.endsWith('/explicit')) maskAllBut(parameter, user, row);
      }
      const logits = predictLogits({ model, pairs: one });
      model.dispose();
      return logits;
    });
    expect(predictions[1].every((x, k) => Math.abs(x - predictions[0][k]) < 1e-5)).toBe(true);
  });

  it('reads the others’ ratings of the pair’s user', () => {
    const row = 11;
    const other = [...rated.users.keys()].find(
      (k) => k !== row && rated.users[k] === rated.users[row],
    ) as number;
    const one = { users: pairs.users.subarray(row, row + 1), items: pairs.items.subarray(row, row + 1) };
    const [low, high] = [1, 5].map((rating) => {
      const model = modelOn({ ...rated, ratings: rated.ratings.map((x, i) => (i === other ? rating : x)) });
      for (const parameter of model.parameters) parameter.assign(new Random(3).normals(parameter.size, 0.3));
      const logits = predictLogits({ model, pairs: one });
      model.dispose();
      return logits;
    });
    expect(Math.max(...low.map((x, k) => Math.abs(x - high[k])))).toBeGreaterThan(1e-3);
  });

  it('tells items without a rating apart by their texts', () => {
    const none = { users: new Int32Array(0), items: new Int32Array(0), ratings: new Float32Array(0) };
    const model = modelOn(none);
    for (const parameter of model.parameters) {
      parameter.assign(
        parameter.name === 'item-ids' || parameter.name === 'item-bias'
          ? new Float32Array(parameter.size)
          : new Random(3).normals(parameter.size, 0.3),
      );
    }
    const all = { users: new Int32Array(items), items: Int32Array.from({ length: items }, (_, i) => i) };
    const logits = predictLogits({ model, pairs: all });
    const distinct = new Set(Array.from({ length: items }, (_, i) => logits[5 * i].toFixed(6)));
    expect(distinct.size).toBe(items);
    model.dispose();
  });
});

/** Leaves of an explicit table only the pair's own partner, so that the sums hold the own rating alone. */
function maskAllBut(
  parameter: { name: string; size: number; assign(values: Float32Array): void },
  user: number,
  row: number,
): void {
  const own = parameter.name.startsWith('user') ? rated.items[row] : user;
  const values = new Random(5).normals(parameter.size, 1);
  const width = 4;
  parameter.assign(values.map((x, i) => (Math.floor(i / width) === own ? x : 0)));
}
