import type * as tf from '@tensorflow/tfjs-node';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import { logShares } from './log-shares';

/**
 * Turns one score a pair into logits over the rating levels: z = score · direction + offsets. The direction starts
 * ascending, so that a higher score moves mass to higher levels; the offsets start at the log of the levels'
 * frequencies.
 */
export class OrdinalHead {
  readonly parameters: readonly [Parameter, Parameter];
  private readonly direction: Parameter;
  private readonly offsets: Parameter;

  constructor(options: { frequencies: ArrayLike<number> }) {
    const classes = options.frequencies.length;
    const ascending = Float32Array.from({ length: classes }, (_, k) => k - (classes - 1) / 2);
    this.direction = new Parameter({
      name: 'head/direction',
      shape: [1, classes],
      values: ascending,
      decays: false,
    });
    this.offsets = new Parameter({
      name: 'head/offsets',
      shape: [classes],
      values: logShares(options.frequencies),
      decays: false,
    });
    this.parameters = [this.direction, this.offsets];
  }

  /** scores [pairs, 1] -> [pairs, classes] */
  logits(scores: tf.Tensor2D): tf.Tensor2D {
    return linear({
      x: scores,
      weights: this.direction.value<tf.Tensor2D>(),
      bias: this.offsets.value<tf.Tensor1D>(),
    });
  }
}
