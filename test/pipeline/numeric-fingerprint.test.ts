import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { differingOperations, numericFingerprint } from '../../src/pipeline/numeric-fingerprint';

describe('the numeric fingerprint', () => {
  it('is the same each time, and leaves no tensor', () => {
    const first = numericFingerprint();
    const tensors = tf.memory().numTensors;
    expect(numericFingerprint()).toEqual(first);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(differingOperations(first, numericFingerprint())).toEqual([]);
  });

  it('samples the values that the operations are known to have', () => {
    const { exponential, logarithm, gather, softmax } = numericFingerprint();
    // the same input goes through three of them: exp(x) and log(x + 1.5)
    for (const [i, power] of exponential.sample.entries())
      expect(logarithm.sample[i]).toBeCloseTo(Math.log(Math.log(power) + 1.5), 5);
    expect(gather.sample.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(softmax.sample.every((value) => value > 0 && value < 1)).toBe(true);
  });

  it('tells which operations differ, and by how much in the sample', () => {
    const here = numericFingerprint();
    const { softmax, gather: _, ...others } = here;
    const sample = softmax.sample.map((value, i) => (i === 2 ? value + 0.25 : value));
    const there = {
      ...others,
      softmax: { hash: 'other', sample },
      sigmoid: { ...here.sigmoid, hash: 'other' },
    };
    const found = differingOperations(here, there);
    expect(found.map(({ operation }) => operation).sort()).toEqual(['gather', 'sigmoid', 'softmax']);
    const byName = new Map(found.map(({ operation, largest }) => [operation, largest]));
    expect(byName.get('softmax')).toBeCloseTo(0.25, 6);
    expect(byName.get('sigmoid')).toBe(0);
    expect(byName.get('gather')).toBe(null);
  });
});
