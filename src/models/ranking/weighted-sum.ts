import type { Contexts } from '../../data/contexts';
import { InputError } from '../../errors';
import type { Scorer } from './ranking-model';

export interface WeightedScorer {
  readonly scorer: Scorer;
  readonly weight: number;
}

/** An ensemble: score = Σ_m weight_m · score_m. */
export class WeightedSum implements Scorer {
  readonly items: number;

  constructor(private readonly members: readonly WeightedScorer[]) {
    const sizes = new Set(members.map(({ scorer }) => scorer.items));
    if (sizes.size !== 1) {
      throw new InputError(
        `WeightedSum: expected members over one catalogue, found sizes ${[...sizes].join(', ') || 'none'}`,
      );
    }
    this.items = members[0].scorer.items;
  }

  score(contexts: Contexts): Float32Array {
    const sum = new Float32Array(contexts.rows.length * this.items);
    for (const { scorer, weight } of this.members) {
      if (weight === 0) continue;
      const scores = scorer.score(contexts);
      for (let i = 0; i < sum.length; i++) sum[i] += weight * scores[i];
    }
    return sum;
  }
}
