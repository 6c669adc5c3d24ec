import type * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import type { RatedPairs } from './history';

export interface ForwardOptions {
  pairs: PairBatch;
  /** True: dropout is on and draws from `random`. */
  training: boolean;
  random: Random | null;
}

export interface ForwardResult {
  /** [pairs, classes], unscaled */
  logits: tf.Tensor2D;
  /** [pairs, width] the last hidden layer, for hints; null where a model has none. */
  hidden: tf.Tensor2D | null;
  /** All hidden layers, first to last, [pairs, width] each, where a model has several to show. */
  hiddenLayers?: readonly tf.Tensor2D[];
}

/**
 * A rating model: a batch of (user, item) pairs to logits over the rating levels. Teacher and student are roles that
 * any of these can take.
 */
export interface RatingModel {
  readonly kind: string;
  readonly classes: number;
  /** What training moves. */
  readonly parameters: readonly Parameter[];
  /** What it reads and never moves: feature and text tables. Saved with the model. */
  readonly constants: readonly Parameter[];
  /** The training ratings, where the model reads them as history; saved with it. */
  readonly history?: RatedPairs | null;
  /** Everything but the values that makes the model again, as plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Call it within a tidy. */
  forward(options: ForwardOptions): ForwardResult;
  dispose(): void;
}
