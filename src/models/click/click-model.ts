import type * as tf from '@tensorflow/tfjs-node';
import type { ClickBatch } from '../../data/click/click-table';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';

export interface ClickForward {
  readonly batch: Omit<ClickBatch, 'labels'>;
  /** Dropout on; asks for `random`. */
  readonly training: boolean;
  readonly random: Random | null;
}

export interface ClickForwardResult {
  /** [rows] z; the probability of a click is 1 / (1 + exp(−z)), the two-class form has logits [0, z] */
  readonly logits: tf.Tensor1D;
  /** [rows, width] the last hidden layer, for hints and relations; null where a model has none. */
  readonly hidden: tf.Tensor2D | null;
  /** All hidden layers, first to last, [rows, width] each, where a model has several to show. */
  readonly hiddenLayers?: readonly tf.Tensor2D[];
}

/** A click model: a batch of rows of fields to one logit each. */
export interface ClickModel {
  readonly kind: string;
  /** What training moves. */
  readonly parameters: readonly Parameter[];
  /** What it reads and never moves. */
  readonly constants: readonly Parameter[];
  /** Everything but the values that makes the model again, as plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Call it within a tidy. */
  forward(options: ClickForward): ClickForwardResult;
  dispose(): void;
}
