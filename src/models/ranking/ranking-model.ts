import type * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';

export interface RankingForward {
  readonly contexts: Contexts;
  /** Dropout on; asks for `random`. */
  readonly training: boolean;
  readonly random: Random | null;
}

/** What stands before the scores; logits = hidden · itemVectorsᵀ + itemBiases. */
export interface RankingForwardResult {
  /** [queries, width], one vector a query */
  readonly hidden: tf.Tensor2D;
  /** [items, width] */
  readonly itemVectors: tf.Tensor2D;
  /** [items] */
  readonly itemBiases: tf.Tensor1D;
}

/** A recommender over a catalogue: a vector for the context, a vector for each item, their product is the logit. */
export interface RankingModel {
  readonly kind: string;
  readonly items: number;
  /** What training moves. */
  readonly parameters: readonly Parameter[];
  /** What it reads and never moves: text and feature tables. */
  readonly constants: readonly Parameter[];
  /** Everything but the values that makes the model again, as plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Call it within a tidy. */
  forward(options: RankingForward): RankingForwardResult;
  dispose(): void;
}

/** Anything that ranks: models, ensembles, baselines without training. */
export interface Scorer {
  readonly items: number;
  /** @returns [queries, items], row-major, unscaled; larger is better */
  score(contexts: Contexts): Float32Array;
}
