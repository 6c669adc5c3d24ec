import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { Split } from '../split';
import { takeRandomRows } from './build-split';

/** Options of {@link subsampleTrain}. */
export interface SubsampleTrainOptions {
  readonly split: Split;
  /** Share of the training rows, and of the validation rows, that stay; in (0, 1]. */
  readonly share: number;
  readonly seed: number;
}

/**
 * The split with a share of its training and validation rows and the whole test part: what a model would reach with
 * that much less data. Of one seed, the rows of a smaller share are among those of a larger one.
 * @throws InputError if the share is not in (0, 1], or leaves nothing
 */
export function subsampleTrain(options: SubsampleTrainOptions): Split {
  checkOptions('subsampleTrain', options, ['split', 'share', 'seed']);
  const { split, share, seed } = options;
  if (!(share > 0 && share <= 1))
    throw new InputError(`subsampleTrain: share must lie in (0, 1], found ${share}`);
  const random = new Random(seed);
  const part = (name: 'train' | 'validation') =>
    takeRandomRows(split[name], Math.round(split[name].length * share), random.fork(name)).taken;
  const [train, validation] = [part('train'), part('validation')];
  if (train.length === 0 || validation.length === 0) {
    throw new InputError(
      `subsampleTrain: a share of ${share} leaves ${train.length} training and ${validation.length} validation rows of ${split.train.length} and ${split.validation.length}; give a larger share`,
    );
  }
  return split.withTraining(`${split.name}-share-${share}-seed-${seed}`, train, validation);
}
