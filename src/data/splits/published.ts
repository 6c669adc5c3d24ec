import { checkOptions, InputError } from '../../errors';
import { Random } from '../../random';
import type { RecommendationData } from '../recommendation-data';
import type { Split } from '../split';
import { buildSplit, checkShare, takeRandomRows } from './build-split';

/** Options of {@link splitPublished}; give either validationCount or validationShare. */
export interface SplitPublishedOptions {
  readonly data: RecommendationData;
  /** Name of the fold, e.g. `u1`. */
  readonly fold: string;
  /** How many of the fold's training rows are the validation part. */
  readonly validationCount?: number;
  /** Which share of the fold's training rows is the validation part. */
  readonly validationShare?: number;
  readonly seed: number;
}

function validationSize(options: SplitPublishedOptions, trainSize: number): number {
  const { validationCount, validationShare } = options;
  if ((validationCount === undefined) === (validationShare === undefined)) {
    throw new InputError('splitPublished: give one of validationCount and validationShare');
  }
  if (validationShare !== undefined) {
    checkShare('splitPublished', 'validationShare', validationShare);
    return Math.round(trainSize * validationShare);
  }
  const count = validationCount as number;
  if (Number.isInteger(count) && count > 0 && count < trainSize) return count;
  throw new InputError(`splitPublished: validationCount must be 1 .. ${trainSize - 1}, found ${count}`);
}

/**
 * A split that the source publishes: its test rows as they are, its training rows divided into train and validation.
 * @throws InputError naming the known folds if the data set has no fold of that name
 */
export function splitPublished(options: SplitPublishedOptions): Split {
  checkOptions('splitPublished', options, ['data', 'fold', 'validationCount', 'validationShare', 'seed']);
  const { data, fold, seed } = options;
  const published = data.publishedFolds[fold];
  if (published === undefined) {
    const known = Object.keys(data.publishedFolds).join(', ') || 'none';
    throw new InputError(
      `splitPublished: data set ${data.name} has no published fold "${fold}" (it has: ${known}); are the fold's files in its folder?`,
    );
  }
  const random = new Random(seed).fork('validation');
  const { taken, rest } = takeRandomRows(
    published.train,
    validationSize(options, published.train.length),
    random,
  );
  return buildSplit(`${fold}-seed-${seed}`, data, { train: rest, validation: taken, test: published.test });
}
