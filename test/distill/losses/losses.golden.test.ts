import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import * as losses from '../../../src/distill';

interface Golden {
  value: number;
  gradients: number[][];
}

const fixture = JSON.parse(readFileSync(join(__dirname, '../../fixtures/losses.json'), 'utf8'));
const { inputs } = fixture;
const golden = fixture.losses;

/** Value and gradients of a loss, tensors counted. */
function evaluate(loss: (...leaves: tf.Tensor2D[]) => tf.Scalar, leaves: number[][][]): Golden {
  const before = tf.memory().numTensors;
  const tensors = leaves.map((leaf) => tf.tensor2d(leaf));
  const { value, grads } = tf.valueAndGrads((...args: tf.Tensor[]) => loss(...(args as tf.Tensor2D[])))(
    tensors,
  );
  const result = {
    value: value.dataSync()[0],
    gradients: grads.map((gradient) => [...gradient.dataSync()]),
  };
  tf.dispose([...tensors, ...grads, value]);
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

function expectGolden(found: Golden, expected: Golden) {
  expect(Math.abs(found.value - expected.value)).toBeLessThan(1e-5 * Math.max(1, expected.value));
  expect(found.gradients.length).toBe(expected.gradients.length);
  expected.gradients.forEach((gradient, g) => {
    expect(found.gradients[g].length).toBe(gradient.length);
    gradient.forEach((slope, i) => {
      expect(Math.abs(found.gradients[g][i] - slope)).toBeLessThan(1e-5);
    });
  });
}

const labels = Int32Array.from(inputs.labels);
const ratings = Float32Array.from(inputs.ratings);
const weights = Float32Array.from(inputs.weights);
const { levels, temperature, alpha, smoothing } = inputs;

/** A loss of the student's logits, the teacher's being a constant that is disposed of. */
function withTeacher(loss: (z: tf.Tensor2D, teacherLogits: tf.Tensor2D) => tf.Scalar): Golden {
  const teacherLogits = tf.tensor2d(inputs.teacherLogits as number[][]);
  const result = evaluate((z) => loss(z, teacherLogits), [inputs.studentLogits]);
  teacherLogits.dispose();
  return result;
}

describe('losses and their gradients agree with PyTorch to 1e-5', () => {
  it('crossEntropyLoss', () => {
    const found = evaluate((logits) => losses.crossEntropyLoss({ logits, labels }), [inputs.studentLogits]);
    expectGolden(found, golden.crossEntropyLoss);
  });

  it('crossEntropyLoss with weights', () => {
    const loss = (logits: tf.Tensor2D) => losses.crossEntropyLoss({ logits, labels, weights });
    expectGolden(evaluate(loss, [inputs.studentLogits]), golden.weightedCrossEntropyLoss);
  });

  it('labelSmoothingLoss', () => {
    const loss = (logits: tf.Tensor2D) => losses.labelSmoothingLoss({ logits, labels, smoothing });
    expectGolden(evaluate(loss, [inputs.studentLogits]), golden.labelSmoothingLoss);
  });

  it('mseLoss', () => {
    const loss = (logits: tf.Tensor2D) => losses.mseLoss({ logits, ratings, levels });
    expectGolden(evaluate(loss, [inputs.studentLogits]), golden.mseLoss);
  });

  it('softMseLoss', () => {
    const loss = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D) =>
      losses.softMseLoss({ studentLogits, teacherLogits, levels });
    expectGolden(withTeacher(loss), golden.softMseLoss);
  });

  it('logitMatchingLoss', () => {
    const loss = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D) =>
      losses.logitMatchingLoss({ studentLogits, teacherLogits });
    expectGolden(withTeacher(loss), golden.logitMatchingLoss);
  });

  it.each(Object.keys(golden.softLoss))('softLoss at temperature %s', (key) => {
    const loss = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D) =>
      losses.softLoss({ studentLogits, teacherLogits, temperature: Number(key) });
    expectGolden(withTeacher(loss), golden.softLoss[key]);
  });

  it('distillationLoss', () => {
    const loss = (studentLogits: tf.Tensor2D, teacherLogits: tf.Tensor2D) =>
      losses.distillationLoss({ studentLogits, teacherLogits, labels, temperature, alpha });
    expectGolden(withTeacher(loss), golden.distillationLoss);
  });

  it('hintLoss, in the hidden layer and in the projection', () => {
    const teacherHidden = tf.tensor2d(inputs.teacherHidden as number[][]);
    const loss = (studentHidden: tf.Tensor2D, projection: tf.Tensor2D) =>
      losses.hintLoss({ teacherHidden, studentHidden, projection });
    expectGolden(evaluate(loss, [inputs.studentHidden, inputs.projection]), golden.hintLoss);
    teacherHidden.dispose();
  });
});
