import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { nextTokenLosses } from '../../../src/language/decoder/next-token-losses';

describe('nextTokenLosses', () => {
  // So many words that no three rows of logits are held at once; all vectors are 0 but word 7's.
  const vocabulary = 2 ** 22;
  const states = [-1, 0, 2, 5, 6];
  const targets = Int32Array.of(7, 7, 0, 7, 9);
  const vector = 3;
  const others = Math.log(vocabulary - 1);
  const isTarget = Array.from(targets, (target) => Number(target === 7));

  it('has the values and slopes of the closed form, in blocks of rows that keep their order', () => {
    const before = tf.memory().numTensors;
    const [losses, slopes] = tf.tidy(() => {
      const column = new Float32Array(vocabulary);
      column[7] = vector;
      const result = nextTokenLosses({
        states: tf.tensor2d(states, [5, 1]),
        targets,
        words: tf.tensor2d(column, [vocabulary, 1]),
        slopes: true,
      });
      return [result.losses.arraySync(), (result.slopes as tf.Tensor2D).arraySync().flat()];
    });
    states.forEach((state, i) => {
      const logit = vector * state;
      const sum = Math.log(Math.exp(others) + Math.exp(logit));
      expect(losses[i]).toBeCloseTo(sum - logit * isTarget[i], 3);
      expect(slopes[i]).toBeCloseTo(vector * (Math.exp(logit - sum) - isTarget[i]), 3);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
