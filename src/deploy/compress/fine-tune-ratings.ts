import type { SoftPairs } from '../../distill';
import { distill } from '../../distill/distill';
import type { LabelledPairs } from '../../distill/soft-pairs';
import { checkOptions } from '../../errors';
import { loadModel, predictLogits, type RatingModel } from '../../models';
import { holdMasks, withWeights } from './hold-masks';
import type { ModelContents } from './model-contents';

/** How a pruned or shared model is trained on. */
export interface FineTuneSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly temperature: number;
  readonly alpha: number;
  readonly seed: number;
}

/**
 * Magnitude pruning with distillation-aware fine-tuning of a saved rating model: the smallest share of each table's
 * numbers becomes 0 and stays so, while the others are trained on labels and soft targets by `distill`'s loss; the best
 * epoch on validation counts.
 * @param options.folder the model, as `contents` was read from it
 * @param options.softTargets the teacher's word; where it is null, the unpruned model's own on the training pairs
 * @param options.validate smaller is better
 * @see Han et al. 2015, arXiv:1506.02626; Sanh et al. 2020, arXiv:2005.07683, section 4, on distilling while pruning
 */
export async function fineTunePrunedRatings(options: {
  readonly folder: string;
  readonly contents: ModelContents;
  readonly share: number;
  readonly train: LabelledPairs;
  readonly softTargets: SoftPairs | null;
  readonly settings: FineTuneSettings & { readonly softPairsPerRow: number };
  readonly validate: (model: RatingModel) => number;
}): Promise<ModelContents> {
  checkOptions('fineTunePrunedRatings', options, known);
  const { folder, contents, share, train, settings, validate } = options;
  const { model } = await loadModel({ folder });
  try {
    const own = { users: train.users, items: train.items, logits: predictLogits({ model, pairs: train }) };
    const hold = holdMasks(model.parameters, share);
    distill({
      ...settings,
      ...{ student: model, train, softTargets: options.softTargets ?? own, schedule: 'cosine' },
      ...{ patience: settings.epochs, validate: () => validate(model), onBatch: hold },
    });
    hold();
    return { ...contents, tensors: withWeights(contents.tensors, model.parameters) };
  } finally {
    model.dispose();
  }
}

const known = ['folder', 'contents', 'share', 'train', 'softTargets', 'settings', 'validate'];
