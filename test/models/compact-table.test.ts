import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClickMlp } from '../../src/models/click/click-mlp';
import { FactorizationMachine } from '../../src/models/click/factorization-machine';
import { StoredClickModel } from '../../src/models/click/stored-click-model';
import { type CompactRows, CompactTable } from '../../src/models/compact-table';
import { loadRankingModel } from '../../src/models/ranking/load-ranking-model';
import { MeanOfHistoryModel } from '../../src/models/ranking/mean-of-history-model';
import type { RankingModel } from '../../src/models/ranking/ranking-model';
import { saveRankingModel } from '../../src/models/ranking/save-ranking-model';
import { catalogueLogits, scorerOf } from '../../src/models/ranking/score-model';
import { SelfAttentiveModel } from '../../src/models/ranking/self-attentive-model';
import { Random } from '../../src/random';
import { disposeGradients, valueAndGradients } from '../../src/tensor/gradients';
import type { Parameter } from '../../src/tensor/parameter';

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const tableOf = (rows: CompactRows, ids: number, rowWise = false) =>
  new CompactTable({
    ...{ name: 'table', ids, width: 2, rows, rowWise },
    values: (count) => new Random(1).normals(count * 2, 1),
  });
const every = (count: number) => Int32Array.from({ length: count }, (_, id) => id);

/** Every slope of every parameter against finite differences. */
function checkSlopes(parameters: readonly Parameter[], loss: () => tf.Scalar): void {
  const { gradients } = valueAndGradients({ parameters, loss });
  for (const parameter of parameters) {
    const gradient = gradients.get(parameter);
    const slopes = new Float32Array(parameter.size);
    const values = gradient?.values.dataSync<'float32'>() ?? new Float32Array(0);
    const width = parameter.shape.at(-1) as number;
    if (gradient?.kind === 'rows')
      gradient.indices.forEach((row, i) => {
        slopes.set(values.subarray(i * width, (i + 1) * width), row * width);
      });
    else slopes.set(values);
    const start = parameter.data();
    for (let i = 0; i < start.length; i++) {
      const [above, below] = [1 / 64, -1 / 64].map((move) => {
        parameter.assign(start.map((value, at) => (at === i ? value + move : value)));
        return tf.tidy(() => loss().dataSync()[0]);
      });
      expect(Math.abs(slopes[i] - (above - below) * 32), `${parameter.name} ${i}`).toBeLessThan(3e-3);
    }
    parameter.assign(start);
  }
  disposeGradients(gradients);
}

describe('a table of quotients and remainders', () => {
  it('by hand: the product of two rows out of ⌈ids / m⌉ + m', () => {
    const table = tableOf({ kind: 'quotient-remainder', remainders: 3 }, 7);
    expect(table.table.shape).toEqual([3 + 3, 2]);
    table.table.assign(Float32Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60));
    const vectors = tf.tidy(() => table.of(Int32Array.of(0, 2, 4, 6)).arraySync());
    expect(vectors).toEqual([
      [1 * 10, 2 * 20],
      [1 * 50, 2 * 60],
      [3 * 30, 4 * 40],
      [5 * 10, 6 * 20],
    ]);
    table.table.dispose();
  });

  it('has a vector of its own for each id, where hashing to as many rows has none for some', () => {
    const vectorsOf = (rows: CompactRows, random: Random) => {
      const table = tableOf(rows, 50);
      table.table.assign(random.normals(table.table.size, 1));
      const vectors = tf.tidy(() => table.of(every(50)).arraySync());
      table.table.dispose();
      return new Set(vectors.map(String)).size;
    };
    expect(vectorsOf({ kind: 'quotient-remainder', remainders: 7 }, new Random(2))).toBe(50);
    expect(vectorsOf({ kind: 'hashed', rows: 15 }, new Random(2))).toBeLessThan(16);
  });

  it.each([true, false])('has the gradients that finite differences give (row by row: %s)', (rowWise) => {
    const table = tableOf({ kind: 'quotient-remainder', remainders: 2 }, 5, rowWise);
    const loss = () => tf.mean(tf.sin(table.of(Int32Array.of(0, 3, 4, 3)))) as tf.Scalar;
    checkSlopes([table.table], loss);
    table.table.dispose();
  });

  it('refuses no remainders and no rows', () => {
    expect(() => tableOf({ kind: 'quotient-remainder', remainders: 0 }, 5)).toThrow(/remainders.*found 0/);
    expect(() => tableOf({ kind: 'hashed', rows: 1.5 }, 5)).toThrow(/rows.*found 1.5/);
  });
});

const shape = { items: 9, dimensions: 4, withIds: true, itemText: null };
const contexts = {
  users: Int32Array.of(-1, -1),
  sequences: Int32Array.of(3, 1, 4, 8, 0, -1),
  width: 3,
  rows: Int32Array.of(0, 0, 1),
  lengths: Int32Array.of(2, 3, 2),
};
const smooth = (model: RankingModel) => () => {
  const logits = catalogueLogits(model.forward({ contexts, training: true, random: null }));
  return tf.mean(tf.sin(tf.mul(logits, 5))) as tf.Scalar;
};
const attention = { ...shape, heads: 2, maxLength: 3, dropout: 0 };

describe('a small transformer that shares its layers', () => {
  const deep = (layers: number, sharesLayers: boolean) =>
    new SelfAttentiveModel({ ...attention, layers, sharesLayers, random: new Random(4) });

  it('has the weights of one layer however deep, and scores as if each layer had a copy of them', () => {
    const [one, shared, apart] = [deep(1, true), deep(3, true), deep(3, false)];
    const sizeOf = (model: RankingModel) => model.parameters.reduce((sum, { size }) => sum + size, 0);
    expect(sizeOf(shared)).toBe(sizeOf(one));
    const own = new Map(shared.parameters.map((parameter) => [parameter.name, parameter]));
    for (const parameter of apart.parameters) {
      const name = parameter.name.replace(/^layer-\d/, 'layer-0');
      parameter.assign((own.get(name) as Parameter).data());
    }
    expect(scorerOf(shared).score(contexts)).toEqual(scorerOf(apart).score(contexts));
    expect(scorerOf(shared).score(contexts)).not.toEqual(scorerOf(one).score(contexts));
    // A shared weight's slope is the sum of its copies'.
    const slopes = [shared, apart].map((model) =>
      valueAndGradients({ parameters: model.parameters, loss: smooth(model) }),
    );
    const name = 'feed-forward/widen';
    const found = [...slopes[0].gradients].find(([{ name: of }]) => of === `layer-0/${name}`)?.[1].values;
    const copies = [...slopes[1].gradients].filter(([{ name: of }]) => of.endsWith(name));
    expect(copies.length).toBe(3);
    const sum = copies.map(([, { values }]) => values.dataSync()).reduce((a, b) => a.map((x, i) => x + b[i]));
    found?.dataSync().forEach((slope, i) => {
      expect(slope).toBeCloseTo(sum[i], 5);
    });
    for (const { gradients } of slopes) disposeGradients(gradients);
    for (const model of [one, shared, apart]) model.dispose();
  });
});

describe('students with fewer rows than items', () => {
  const models = {
    'mean of the history, quotient and remainder': () =>
      new MeanOfHistoryModel({
        ...{ ...shape, decay: 1, dropout: 0, random: new Random(3) },
        idRows: { kind: 'quotient-remainder', remainders: 3 },
      }),
    'shared layers, hashed': () =>
      new SelfAttentiveModel({
        ...{ ...attention, layers: 2, sharesLayers: true, random: new Random(3) },
        idRows: { kind: 'hashed', rows: 5 },
      }),
  };

  it.each(Object.entries(models))(
    '%s: saved and loaded it scores the same, bit for bit',
    async (_, fresh) => {
      const folder = mkdtempSync(join(tmpdir(), 'recdistill compact '));
      const model = fresh();
      await saveRankingModel({
        ...{ folder, model, maxLength: 3, leavesOutHistory: true, metadata: {} },
        vocabulary: { users: [], items: Array.from({ length: 9 }, (_item, item) => `item ${item}`) },
        histories: { offsets: Int32Array.of(0), items: new Int32Array(0) },
      });
      const loaded = await loadRankingModel({ folder });
      expect(scorerOf(loaded.model).score(contexts)).toEqual(scorerOf(model).score(contexts));
      expect(loaded.model.config).toEqual(model.config);
      expect(model.parameters[0].shape[0]).toBeLessThan(9);
      for (const own of [model, loaded.model]) own.dispose();
      rmSync(folder, { recursive: true });
    },
  );

  it('a click model reads quotients and remainders over the ids of all fields', () => {
    const fields = [
      { name: 'site', kind: 'categorical' as const, size: 6 },
      { name: 'ad', kind: 'categorical' as const, size: 5 },
    ];
    const options = { fields, frequencies: [1, 1], dimensions: 2 };
    const sharing = { kind: 'quotient-remainder' as const, remainders: 3 };
    const mlp = { layers: [3], dropout: 0, random: new Random(5) };
    const batch = { ids: Int32Array.of(1, 4, 5, 0), numbers: new Float32Array(0) };
    for (const model of [
      new FactorizationMachine({ ...options, sharing, random: new Random(5) }),
      new ClickMlp({ ...options, sharing, ...mlp }),
    ]) {
      const [table] = model.parameters;
      // ⌈11 / 3⌉ + 3 rows for 11 ids.
      expect(table.shape[0]).toBe(7);
      const random = new Random(6);
      for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 0.7));
      checkSlopes(model.parameters, () => {
        const { logits } = model.forward({ batch, training: true, random: null });
        return tf.mean(tf.sin(logits)) as tf.Scalar;
      });
      model.dispose();
    }
    const stored = new StoredClickModel('model.json', { fields, sharing }, new Map());
    expect(stored.common().sharing).toEqual(sharing);
  });
});
