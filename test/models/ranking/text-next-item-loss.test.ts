import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { contextsFrom } from '../../../src/data/build-contexts';
import { type TextNextItemOptions, textNextItemLoss } from '../../../src/models/ranking/text-next-item-loss';
import { expectClose } from './golden';

/** Written by scripts/make-fixtures/text-next-item.py. */
const golden: {
  width: number;
  decay: number;
  temperature: number;
  histories: number[][];
  targets: number[];
  inclusion: number[];
  table: number[];
  loss: number;
  gradient: number[];
} = JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'text-next-item.json'), 'utf8'));

function asking(histories: readonly (readonly number[])[]) {
  return contextsFrom(
    histories.map((items) => ({ user: -1, items: Int32Array.from(items), lengths: [items.length] })),
  );
}

const options = {
  contexts: asking(golden.histories),
  targets: Int32Array.from(golden.targets),
  historyDecay: golden.decay,
  temperature: golden.temperature,
  inclusion: Float32Array.from(golden.inclusion),
};

type Options = Omit<TextNextItemOptions, 'vectors'>;

/** Loss and gradient at a table of vectors. */
function at(values: ArrayLike<number>, width: number, given: Options) {
  return tf.tidy(() => {
    const table = tf.tensor2d(Float32Array.from(values), [values.length / width, width]);
    const { value, grad } = tf.valueAndGrad((vectors: tf.Tensor) =>
      textNextItemLoss({ ...given, vectors: vectors as tf.Tensor2D }),
    )(table);
    return { loss: value.arraySync() as number, gradient: Array.from(grad.dataSync()) };
  });
}

const atGolden = (given: Options = options) => at(golden.table, golden.width, given);

describe('textNextItemLoss', () => {
  it('has PyTorch’s value and gradient', () => {
    const { loss, gradient } = atGolden();
    expect(loss).toBeCloseTo(golden.loss, 5);
    expectClose(gradient, golden.gradient);
  });

  // Centred and of length 1, three corners of a triangle: each cosine is -1/2.
  const corners = [1, 0, -0.5, Math.sqrt(0.75), -0.5, -Math.sqrt(0.75)].map((x) => 4 + 3 * x);
  const triangle = { ...options, contexts: asking([[0]]), inclusion: Float32Array.of(1, 1, 1) };

  it('leaves out what the query knows', () => {
    const { loss } = at(corners, 2, { ...triangle, targets: Int32Array.of(1) });
    expect(loss).toBeCloseTo(Math.log(2), 5);
  });

  it('counts another item as often as batches miss it, the target once', () => {
    const inclusion = Float32Array.of(0.1, 0.2, 0.25);
    const { loss } = at(corners, 2, { ...triangle, targets: Int32Array.of(1), inclusion });
    expect(loss).toBeCloseTo(Math.log(1 + 1 / 0.25), 5);
  });

  it('asks for an item that came again', () => {
    const { loss } = at(corners, 2, { ...triangle, targets: Int32Array.of(0), temperature: 0.5 });
    expect(loss).toBeCloseTo(Math.log(1 + 2 * Math.exp(-1.5 / 0.5)), 5);
  });

  it('does not change where all vectors move together or grow', () => {
    const moved = at(
      golden.table.map((x) => 3 * x + 2),
      golden.width,
      options,
    );
    expect(moved.loss).toBeCloseTo(golden.loss, 5);
  });

  it('falls along its gradient as fast as the gradient says', () => {
    const { gradient } = atGolden();
    const square = gradient.reduce((sum, g) => sum + g * g, 0);
    const step = 1e-2;
    const lossAfter = (size: number) =>
      at(
        golden.table.map((x, i) => x - size * gradient[i]),
        golden.width,
        options,
      ).loss;
    expect((lossAfter(-step) - lossAfter(step)) / (2 * step * square)).toBeCloseTo(1, 2);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    atGolden();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a query that knows nothing, and an unknown option', () => {
    const contexts = asking([[1], []]);
    const empty = { ...options, contexts, targets: Int32Array.of(0, 1) };
    expect(() => atGolden(empty)).toThrow(/query 1 knows no item/);
    expect(() => atGolden({ ...options, decay: 1 } as never)).toThrow(/unknown option "decay"/);
  });
});
