import type * as tf from '@tensorflow/tfjs-node';
import type { Parameter } from '../tensor/parameter';

/** A loss over a batch and the weights that are trained along with it. It is made for one training. */
export interface TrainedLoss<Batch> {
  readonly name: string;
  /** Projections, experts, temperatures and the like; trained with the student and thrown away. */
  readonly parameters: readonly Parameter[];
  /** Of those parameters that do not learn at the student's rate. */
  readonly learningRates?: ReadonlyMap<Parameter, number>;
  /** Mean over the batch, within a tidy. */
  loss(batch: Batch): tf.Scalar;
  dispose(): void;
}
