import type { ClickBatch } from '../../data/click/click-table';
import { checkOptions, InputError } from '../../errors';
import type { ClickScorer } from './click-scorer';

/** What is averaged: `logits` is the geometric mean of the odds, `probabilities` the mixture of the members. */
export type EnsembleMean = 'logits' | 'probabilities';

export const ensembleMeans: readonly EnsembleMean[] = ['logits', 'probabilities'];

/** ln σ(z) */
function logSigmoid(z: number): number {
  return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
}

/** ln Σ_m e^x_m */
function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, x) => sum + Math.exp(x - largest), 0));
}

/** The logit of the mean probability: ln Σ_m σ(z_m) − ln Σ_m σ(−z_m), finite for logits of any size. */
function mixtureLogit(logits: readonly number[]): number {
  return logSumExp(logits.map(logSigmoid)) - logSumExp(logits.map((z) => logSigmoid(-z)));
}

/** Several teachers as one: the mean of their logits, or the logit of the mean of their probabilities. */
export class ClickEnsemble implements ClickScorer {
  private readonly members: readonly ClickScorer[];
  private readonly combine: (logits: readonly number[]) => number;

  /** @throws InputError where there is no member or the mean is unknown */
  constructor(options: { readonly members: readonly ClickScorer[]; readonly mean: EnsembleMean }) {
    checkOptions('ClickEnsemble', options, ['members', 'mean']);
    const { members, mean } = options;
    if (members.length === 0) throw new InputError('ClickEnsemble: expected at least one member, found none');
    if (!ensembleMeans.includes(mean)) {
      throw new InputError(`ClickEnsemble: mean must be ${ensembleMeans.join(' or ')}, found "${mean}"`);
    }
    this.members = members;
    this.combine =
      mean === 'probabilities'
        ? mixtureLogit
        : (logits) => logits.reduce((sum, z) => sum + z, 0) / logits.length;
  }

  score(batch: Omit<ClickBatch, 'labels'>): Float32Array {
    const scores = this.members.map((member) => member.score(batch));
    return scores[0].map((_, row) => this.combine(scores.map((own) => own[row])));
  }
}
