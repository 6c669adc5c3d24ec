import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  crossEntropyLoss,
  distillationLoss,
  hintLoss,
  labelSmoothingLoss,
  mseLoss,
  softLoss,
  softMseLoss,
} from '../../../src/distill';

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const zeros = (rows: number, columns: number) => tf.zeros([rows, columns]) as tf.Tensor2D;
const distillation = () => ({
  studentLogits: zeros(2, 5),
  teacherLogits: zeros(2, 5),
  labels: new Int32Array([0, 4]),
  temperature: 4,
  alpha: 0.5,
});

/** Runs a loss that must refuse its input. */
function refusal(loss: () => unknown): Error {
  try {
    loss();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the loss took an input that it should refuse');
}

describe('losses refuse what cannot work, and say why', () => {
  it('shapes that differ', () => {
    const error = refusal(() => distillationLoss({ ...distillation(), teacherLogits: zeros(2, 4) }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      'distillationLoss: studentLogits [2, 5] and teacherLogits [2, 4] must have one shape; were both built with the same classes and the same rows?',
    );
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a temperature of %d', (temperature) => {
    for (const loss of [
      () => softLoss({ studentLogits: zeros(2, 5), teacherLogits: zeros(2, 5), temperature }),
      () => distillationLoss({ ...distillation(), temperature }),
    ]) {
      const error = refusal(loss);
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toContain(`temperature must be a finite number above 0, found ${temperature}`);
    }
  });

  it.each([-0.5, Number.NaN, Number.POSITIVE_INFINITY])('an alpha of %d', (alpha) => {
    const error = refusal(() => distillationLoss({ ...distillation(), alpha }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain(`alpha must be a finite number of at least 0, found ${alpha}`);
  });

  it.each([-1, 5, 0.5, Number.NaN])('a label of %d among five classes', (label) => {
    const labels = tf.tensor1d([0, label], 'float32');
    const error = refusal(() => crossEntropyLoss({ logits: zeros(2, 5), labels }));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      `crossEntropyLoss: labels[1] must be a class index from 0 to 4 (an index into the levels, not a rating), found ${label}`,
    );
  });

  it('labels that are too few', () => {
    const error = refusal(() => crossEntropyLoss({ logits: zeros(2, 5), labels: new Int32Array(1) }));
    expect(error.message).toBe(
      'crossEntropyLoss: labels must have one value for each of the 2 rows, found 1',
    );
  });

  it('an empty batch, whose mean would be NaN', () => {
    const error = refusal(() => crossEntropyLoss({ logits: zeros(0, 5), labels: new Int32Array(0) }));
    expect(error.message).toContain('found [0, 5]');
  });

  it('weights that are negative', () => {
    const weights = new Float32Array([1, -1]);
    const error = refusal(() =>
      crossEntropyLoss({ logits: zeros(2, 5), labels: new Int32Array(2), weights }),
    );
    expect(error.message).toContain('weights[1] must be a finite number of at least 0, found -1');
  });

  it('a smoothing of 1, which would leave no label', () => {
    const labels = new Int32Array(2);
    const error = refusal(() => labelSmoothingLoss({ logits: zeros(2, 5), labels, smoothing: 1 }));
    expect(error.message).toContain('smoothing must be in [0, 1), found 1');
  });

  it.each([[[1, 2, 3, 4]], [[5, 4, 3, 2, 1]], [[1, 2, 3, 4, Number.NaN]]])(
    'levels %j for five classes',
    (levels) => {
      const losses = [
        () => mseLoss({ logits: zeros(2, 5), ratings: new Float32Array(2), levels }),
        () => softMseLoss({ studentLogits: zeros(2, 5), teacherLogits: zeros(2, 5), levels }),
      ];
      for (const loss of losses)
        expect(refusal(loss).message).toContain('levels must be 5 ascending ratings');
    },
  );

  it('a rating that is not a number', () => {
    const ratings = new Float32Array([1, Number.NaN]);
    const error = refusal(() => mseLoss({ logits: zeros(2, 5), ratings, levels: [1, 2, 3, 4, 5] }));
    expect(error.message).toContain('ratings[1] must be a finite number, found NaN');
  });

  it('a projection that does not lead from the student to the teacher', () => {
    const hidden = { studentHidden: zeros(2, 3), teacherHidden: zeros(2, 4) };
    const error = refusal(() => hintLoss({ ...hidden, projection: zeros(4, 3) }));
    expect(error.message).toBe(
      'hintLoss: projection must be [studentWidth, teacherWidth] = [3, 4], found [4, 3]',
    );
  });

  it('options that nobody reads', () => {
    const options = { ...distillation(), temprature: 2 };
    expect(refusal(() => distillationLoss(options)).message).toContain('did you mean "temperature"');
  });
});
