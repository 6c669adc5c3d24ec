import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../random';
import { attribute, nativeOp } from './native';

/**
 * Inverted dropout: each value is 0 with probability `rate`, else scaled by 1 / (1 - rate). The mask is drawn in
 * TensorFlow from two integers of `random`, so that the same stream gives the same masks.
 * @see Srivastava et al. 2014, JMLR 15
 */
export function dropout<T extends tf.Tensor>(options: { x: T; rate: number; random: Random }): T {
  const { x, rate, random } = options;
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: rate must be in [0, 1), found ${rate}`);
  if (rate === 0) return x;
  const seed = tf.tensor1d([random.nextUint32() | 0, random.nextUint32() | 0], 'int32');
  const shape = tf.tensor1d(x.shape, 'int32');
  const uniform = nativeOp(
    'StatelessRandomUniform',
    [attribute.float32('dtype'), attribute.int32('T'), attribute.int32('Tseed')],
    [shape, seed],
  );
  const mask = tf.mul(tf.cast(tf.greaterEqual(uniform, rate), 'float32'), 1 / (1 - rate));
  return tf.mul(x, mask) as T;
}
