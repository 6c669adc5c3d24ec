import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bprLoss, crossEntropyLoss, nextItemLoss, sampledSoftmaxLoss } from '../../../src/distill';
import { Random } from '../../../src/random';

const [batch, items] = [4, 6];
const targets = Int32Array.of(2, -1, 0, 5);
const nobody = new Int32Array(batch).fill(-1);
/** All items but the target, 5 a row; for the row without a target any 5. */
const negatives = Int32Array.from(
  [...targets].flatMap((target) => [0, 1, 2, 3, 4, 5].filter((item) => item !== target).slice(0, items - 1)),
);
const uniform = new Float32Array(items).fill(1 / (items - 1));

const logits = (seed = 1, scale = 1.5) =>
  tf.tensor2d(new Random(seed).normals(batch * items, scale), [batch, items]);
const number = (scalar: tf.Tensor) => scalar.dataSync()[0];

const everyLoss = {
  nextItemLoss: (z: tf.Tensor2D, y: Int32Array) => nextItemLoss({ logits: z, targets: y }),
  sampledSoftmaxLoss: (z: tf.Tensor2D, y: Int32Array) =>
    sampledSoftmaxLoss({ logits: z, targets: y, negatives, probabilities: uniform }),
  bprLoss: (z: tf.Tensor2D, y: Int32Array) => bprLoss({ logits: z, targets: y, negatives }),
};

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

describe.each(Object.entries(everyLoss))('%s', (_, loss) => {
  const slopesOf = (z: tf.Tensor2D, y: Int32Array) =>
    tf
      .grad((x: tf.Tensor) => loss(x as tf.Tensor2D, y))(z)
      .arraySync() as number[][];

  it('leaves out rows without a target, and is the mean over the others', () => {
    const z = logits();
    const slopes = slopesOf(z, targets);
    expect(slopes[1].every((slope) => slope === 0)).toBe(true);
    const alone = [0, 2, 3].map((row) => {
      const one = nobody.slice();
      one[row] = targets[row];
      return number(loss(z, one));
    });
    expect(number(loss(z, targets))).toBeCloseTo((alone[0] + alone[1] + alone[2]) / 3, 5);
  });

  it('is 0 without slopes where no row has a target', () => {
    const z = logits();
    expect(number(loss(z, nobody))).toBe(0);
    expect(
      slopesOf(z, nobody)
        .flat()
        .every((slope) => slope === 0),
    ).toBe(true);
  });

  it('has the gradient that finite differences give', () => {
    const values = logits().dataSync();
    const slopes = slopesOf(logits(), targets).flat();
    const at = (i: number, move: number) => {
      const moved = Float32Array.from(values);
      moved[i] += move;
      return number(loss(tf.tensor2d(moved, [batch, items]), targets));
    };
    slopes.forEach((slope, i) => {
      expect(Math.abs(slope - (at(i, 1 / 64) - at(i, -1 / 64)) * 32)).toBeLessThan(2e-3);
    });
  });

  it('pulls the target up and everything else down', () => {
    const slopes = slopesOf(logits(), targets);
    for (const row of [0, 2, 3]) {
      slopes[row].forEach((slope, item) => {
        expect(Math.sign(slope)).toBe(item === targets[row] ? -1 : 1);
      });
    }
  });

  it('stays finite at logits of ±1e4', () => {
    const z = logits(3, 1e4);
    expect(Number.isFinite(number(loss(z, targets)))).toBe(true);
    expect(slopesOf(z, targets).flat().every(Number.isFinite)).toBe(true);
  });

  it('keeps the number of tensors constant', () => {
    const z = logits();
    const run = () => tf.tidy(() => void tf.valueAndGrad((x) => loss(x as tf.Tensor2D, targets))(z));
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [Int32Array.of(2, -1, 0, 6), /targets\[3\].*found 6/],
    [Int32Array.of(2, -2, 0, 5), /targets\[1\].*found -2/],
    [Int32Array.of(2, 1, 0), /one item for each of the 4 rows, found 3/],
  ])('refuses targets that are no items', (wrong, message) => {
    expect(() => loss(logits(), wrong)).toThrow(message);
  });
});

describe('nextItemLoss', () => {
  it('is crossEntropyLoss where every row has a target', () => {
    const labels = Int32Array.of(2, 1, 0, 5);
    expect(number(nextItemLoss({ logits: logits(), targets: labels }))).toBe(
      number(crossEntropyLoss({ logits: logits(), labels })),
    );
  });
});

describe('sampledSoftmaxLoss', () => {
  it('is the loss over the whole catalogue when every other item was drawn once', () => {
    const sampled = sampledSoftmaxLoss({ logits: logits(), targets, negatives, probabilities: uniform });
    expect(number(sampled)).toBeCloseTo(number(nextItemLoss({ logits: logits(), targets })), 5);
  });

  it('estimates the sum over the catalogue, which without correction it falls short of', () => {
    const random = new Random(5);
    const draws = 2000;
    // Items of a row other than the target, popular ones more often.
    const q = Float32Array.from([0.1, 0.3, 0, 0.2, 0.25, 0.15]);
    const sums = [0.1, 0.4, 0.4, 0.6, 0.85, 1];
    const drawn = Int32Array.from({ length: draws }, () => {
      const point = random.uniform();
      return sums.findIndex((sum) => sum > point);
    });
    const z = tf.tensor2d([1, -0.5, 0.3, 0.8, -1, 0.2], [1, items]);
    const one = { logits: z, targets: Int32Array.of(2), negatives: drawn };
    const exact = number(nextItemLoss({ logits: z, targets: Int32Array.of(2) }));
    expect(Math.abs(number(sampledSoftmaxLoss({ ...one, probabilities: q })) - exact)).toBeLessThan(0.05);
    expect(number(sampledSoftmaxLoss({ ...one, probabilities: null }))).toBeGreaterThan(exact + 3);
  });

  it('refuses a negative that its probabilities rule out', () => {
    const q = uniform.slice();
    q[1] = 0;
    expect(() => sampledSoftmaxLoss({ logits: logits(), targets, negatives, probabilities: q })).toThrow(
      /item 1 was drawn, but probabilities\[1\] is 0/,
    );
  });
});

describe('bprLoss', () => {
  it('is -ln σ of the margin, worked by hand', () => {
    const z = tf.tensor2d([[1, 3, 0]]);
    const loss = bprLoss({ logits: z, targets: Int32Array.of(1), negatives: Int32Array.of(0, 2) });
    const byHand = (Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(-3))) / 2;
    expect(number(loss)).toBeCloseTo(byHand, 6);
  });

  it('refuses negatives that are no items', () => {
    const wrong = { logits: tf.tensor2d([[1, 3, 0]]), targets: Int32Array.of(1) };
    expect(() => bprLoss({ ...wrong, negatives: Int32Array.of(3) })).toThrow(/from 0 to 2 in row 0, found 3/);
  });
});

describe('weights of next items', () => {
  const weights = Float32Array.of(1, 7, 3, 0);

  it('weigh the mean, whatever their scale; a weight of 0 or a row without a target counts for nothing', () => {
    const z = logits();
    const alone = [0, 2].map((row) => {
      const one = nobody.slice();
      one[row] = targets[row];
      return number(nextItemLoss({ logits: z, targets: one }));
    });
    const expected = (alone[0] + 3 * alone[1]) / 4;
    expect(number(nextItemLoss({ logits: z, targets, weights }))).toBeCloseTo(expected, 5);
    const scaled = weights.map((weight) => weight * 1000);
    expect(number(nextItemLoss({ logits: z, targets, weights: scaled }))).toBeCloseTo(expected, 5);
  });

  it('of one size are none', () => {
    const z = logits();
    const same = new Float32Array(batch).fill(2.5);
    expect(number(nextItemLoss({ logits: z, targets, weights: same }))).toBe(
      number(nextItemLoss({ logits: z, targets })),
    );
  });

  it('are refused below 0 and in another number', () => {
    const z = logits();
    expect(() => nextItemLoss({ logits: z, targets, weights: Float32Array.of(1, -1, 1, 1) })).toThrow(
      'weights[1]',
    );
    expect(() => nextItemLoss({ logits: z, targets, weights: Float32Array.of(1) })).toThrow(
      'each of the 4 rows',
    );
  });
});
