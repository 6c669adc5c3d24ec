import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { AdamW } from '../../src/tensor/adam-w';
import { dropout } from '../../src/tensor/dropout';
import { clipByGlobalNorm, disposeGradients, valueAndGradients } from '../../src/tensor/gradients';
import { type Gradient, hashWeights, Parameter, restore, snapshot } from '../../src/tensor/parameter';
import { SparseMatrix } from '../../src/tensor/sparse-matrix';

const close = (found: ArrayLike<number>, expected: number[], tolerance = 1e-6) => {
  expect(found.length).toBe(expected.length);
  expected.forEach((x, i) => {
    expect(Math.abs(found[i] - x)).toBeLessThan(tolerance);
  });
};

function gradientOf(gradients: ReadonlyMap<Parameter, Gradient>, parameter: Parameter): ArrayLike<number> {
  const gradient = gradients.get(parameter);
  if (gradient === undefined) throw new Error(`no gradient for ${parameter.name}`);
  return gradient.values.dataSync();
}

function matrix(name: string, rowWise: boolean): Parameter {
  return new Parameter({
    name,
    shape: [4, 2],
    values: new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]),
    rowWise,
  });
}

describe('valueAndGradients', () => {
  it('differentiates a quadratic exactly', () => {
    const w = new Parameter({ name: 'w', shape: [3], values: new Float32Array([1, -2, 3]) });
    const { value, gradients } = valueAndGradients({
      parameters: [w],
      loss: () => tf.sum(tf.square(w.value())) as tf.Scalar,
    });
    expect(value).toBeCloseTo(14);
    close(gradientOf(gradients, w), [2, -4, 6]);
    disposeGradients(gradients);
    w.dispose();
  });

  it('gives a row-wise table the gradient that a dense one has, in the touched rows', () => {
    const dense = matrix('dense', false);
    const rows = matrix('rows', true);
    const loss = (p: Parameter) => () =>
      tf.sum(tf.square(p.rows(new Int32Array([2, 0, 2])))) as unknown as tf.Scalar;
    const a = valueAndGradients({ parameters: [dense], loss: loss(dense) });
    const b = valueAndGradients({ parameters: [rows], loss: loss(rows) });
    expect(b.value).toBe(a.value);
    close(gradientOf(a.gradients, dense), [2, 4, 0, 0, 20, 24, 0, 0]);
    const gradient = b.gradients.get(rows);
    if (gradient?.kind !== 'rows') throw new Error('expected a row-wise gradient');
    expect([...gradient.indices]).toEqual([2, 0]);
    close(gradient.values.dataSync(), [20, 24, 2, 4]);
    for (const g of [a, b]) disposeGradients(g.gradients);
    for (const p of [dense, rows]) p.dispose();
  });

  it('leaves out parameters that are frozen or that the loss does not use', () => {
    const used = matrix('used', false);
    const frozen = matrix('frozen', false);
    const idle = matrix('idle', false);
    frozen.trainable = false;
    const { gradients } = valueAndGradients({
      parameters: [used, frozen, idle],
      loss: () => tf.sum(tf.mul(used.value(), frozen.value())) as tf.Scalar,
    });
    expect([...gradients.keys()]).toEqual([used]);
    disposeGradients(gradients);
    for (const p of [used, frozen, idle]) p.dispose();
  });

  it('keeps the number of tensors constant over steps and after a failing loss', () => {
    const before = tf.memory().numTensors;
    const p = matrix('p', true);
    const q = matrix('q', false);
    const adam = new AdamW({ parameters: [p, q], weightDecay: 0.1 });
    const step = () => {
      const { gradients } = valueAndGradients({
        parameters: [p, q],
        loss: () =>
          tf.sum(tf.mul(p.rows(new Int32Array([1, 3])), q.rows(new Int32Array([0, 0])))) as tf.Scalar,
      });
      clipByGlobalNorm(gradients, 0.5);
      adam.step({ gradients, learningRate: 0.1 });
    };
    step();
    const during = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) step();
    expect(() =>
      valueAndGradients({
        parameters: [p, q],
        loss: () => {
          throw new Error('loss failed');
        },
      }),
    ).toThrow('loss failed');
    step();
    expect(tf.memory().numTensors).toBe(during);
    adam.dispose();
    p.dispose();
    q.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('clipByGlobalNorm', () => {
  it('scales a gradient of norm 5 down to the limit and leaves a small one alone', () => {
    const w = new Parameter({ name: 'w', shape: [2], values: new Float32Array([3, 4]) });
    const loss = () => tf.mul(tf.sum(tf.square(w.value())), 0.5) as tf.Scalar;
    const { gradients } = valueAndGradients({ parameters: [w], loss });
    expect(clipByGlobalNorm(gradients, 1)).toBeCloseTo(5, 5);
    close(gradientOf(gradients, w), [0.6, 0.8]);
    expect(clipByGlobalNorm(gradients, 2)).toBeCloseTo(1, 5);
    close(gradientOf(gradients, w), [0.6, 0.8]);
    disposeGradients(gradients);
    w.dispose();
  });
});

/** The update rule written out, in double precision. */
function adamByHand(start: number[], gradients: number[][], rate: number, decay: number): number[] {
  const w = [...start];
  const m = start.map(() => 0);
  const v = start.map(() => 0);
  gradients.forEach((g, t) => {
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2;
      const update = m[i] / (1 - 0.9 ** (t + 1)) / (Math.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-8);
      w[i] = w[i] * (1 - rate * decay) - rate * update;
    }
  });
  return w;
}

describe('AdamW', () => {
  for (const rowWise of [false, true]) {
    it(`follows the update rule over three steps (${rowWise ? 'row-wise' : 'dense'})`, () => {
      const values = [0.5, -1, 2, 0.1];
      const slopes = [
        [1, -2, 0.5, 3],
        [0.3, 1, -1, 2],
        [-1, 0.2, 4, 1e-4],
      ];
      const w = new Parameter({ name: 'w', shape: [2, 2], values: new Float32Array(values), rowWise });
      const adam = new AdamW({ parameters: [w], weightDecay: 0.1 });
      for (const slope of slopes) {
        const { gradients } = valueAndGradients({
          parameters: [w],
          loss: () =>
            tf.sum(
              tf.mul(w.rows(new Int32Array([0, 1])), tf.tensor2d(slope, [2, 2])),
            ) as unknown as tf.Scalar,
        });
        adam.step({ gradients, learningRate: 0.05 });
      }
      close(w.data(), adamByHand(values, slopes, 0.05, 0.1), 1e-5);
      adam.dispose();
      w.dispose();
    });
  }

  it('goes on from a saved state as if it had never stopped', () => {
    const run = (breakAt: number | null) => {
      const w = new Parameter({ name: 'w', shape: [2], values: new Float32Array([1, 2]) });
      let adam = new AdamW({ parameters: [w], weightDecay: 0.01 });
      for (let i = 0; i < 6; i++) {
        if (i === breakAt) {
          const state = adam.state();
          adam.dispose();
          adam = new AdamW({ parameters: [w], weightDecay: 0.01 });
          adam.loadState(state);
        }
        const { gradients } = valueAndGradients({
          parameters: [w],
          loss: () => tf.sum(tf.pow(w.value(), 4)) as tf.Scalar,
        });
        adam.step({ gradients, learningRate: 0.1 });
      }
      const result = [...w.data()];
      adam.dispose();
      w.dispose();
      return result;
    };
    expect(run(3)).toEqual(run(null));
  });
});

describe('snapshot, restore and hashWeights', () => {
  it('bring weights back and tell whether any moved', () => {
    const p = matrix('p', false);
    const hash = hashWeights([p]);
    const kept = snapshot([p]);
    p.assign(new Float32Array(8));
    expect(hashWeights([p])).not.toBe(hash);
    restore([p], kept);
    expect(hashWeights([p])).toBe(hash);
    expect(() => restore([p], new Map())).toThrow('no values for parameter p');
    p.dispose();
  });
});

describe('dropout', () => {
  it('keeps the mean, repeats for the same seed and passes its mask to the gradient', () => {
    tf.tidy(() => {
      const x = tf.ones([100, 100]);
      const once = dropout({ x, rate: 0.3, random: new Random(5) });
      const again = dropout({ x, rate: 0.3, random: new Random(5) });
      const other = dropout({ x, rate: 0.3, random: new Random(6) });
      expect(once.dataSync()).toEqual(again.dataSync());
      expect(once.dataSync()).not.toEqual(other.dataSync());
      expect(tf.mean(once).dataSync()[0]).toBeCloseTo(1, 1);
      const zeros = once.dataSync().filter((v) => v === 0).length;
      expect(Math.abs(zeros / 10000 - 0.3)).toBeLessThan(0.03);
      const slope = tf.grad((t: tf.Tensor) => tf.sum(dropout({ x: t, rate: 0.3, random: new Random(5) })))(x);
      expect(slope.dataSync()).toEqual(once.dataSync());
    });
  });
});

describe('SparseMatrix', () => {
  // 3 entries in 6 cells are stored dense, 3 entries in 6,000 sparse.
  for (const columns of [3, 3000]) {
    it(`multiplies and differentiates as a plain product does (${columns} columns)`, () => {
      const entries = {
        rows: new Int32Array([0, 0, 1]),
        columns: new Int32Array([0, 2, 1]),
        values: new Float32Array([2, -1, 4]),
      };
      const sparse = new SparseMatrix(2, columns, entries);
      tf.tidy(() => {
        const cells = new Float32Array(2 * columns);
        cells.set([2, 0, -1]);
        cells.set([0, 4, 0], columns);
        const dense = tf.tensor2d(cells, [2, columns]);
        const x = tf.randomNormal([columns, 2], 0, 1, 'float32', 7) as tf.Tensor2D;
        close(sparse.matMul(x).dataSync(), [...tf.matMul(dense, x).dataSync()], 1e-5);
        const f = (product: (t: tf.Tensor2D) => tf.Tensor2D) => (t: tf.Tensor) =>
          tf.sum(tf.square(product(t as tf.Tensor2D)));
        const slope = tf.grad(f((t) => sparse.matMul(t)))(x);
        const expected = tf.grad(f((t) => tf.matMul(dense, t)))(x);
        close(slope.dataSync(), [...expected.dataSync()], 1e-5);
      });
      sparse.dispose();
    });
  }
});
