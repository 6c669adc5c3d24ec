import * as tf from '@tensorflow/tfjs-node';
import type { ClickBatch } from '../../data/click/click-table';
import type { ClickModel } from './click-model';

/** Anything that gives rows their logits: a model, or an ensemble of models. */
export interface ClickScorer {
  /** [rows] */
  score(batch: Omit<ClickBatch, 'labels'>): Float32Array;
}

/** A model in inference mode (no dropout, nothing recorded). It stays the caller's to dispose. */
export function clickScorerOf(model: ClickModel): ClickScorer {
  return {
    score: (batch) => {
      let scores = new Float32Array(0);
      tf.tidy(() => {
        const { logits } = model.forward({ batch, training: false, random: null });
        scores = logits.dataSync<'float32'>().slice();
      });
      return scores;
    },
  };
}
