import type { ModelFile } from '../file/model';
import { check } from '../student-error';
import { feedForward } from './feed-forward';
import { linear } from './linear';
import { matrixFactorization } from './matrix-factorization';
import type { RatingCore } from './rating-core';
import { RatingScorer } from './rating-scorer';
import { textRating } from './text-rating';

type MakeCore = (file: ModelFile, levels: readonly number[]) => RatingCore;

const kinds: Readonly<Record<string, MakeCore>> = {
  'feed-forward': feedForward,
  linear,
  'matrix-factorization': matrixFactorization,
  'text-rating': textRating,
};

/** @throws StudentError where the kind is none that runs without TensorFlow, or the file does not fit it */
export function ratingScorer(file: ModelFile): RatingScorer {
  const { kind, own, config, users, items } = file.description;
  check(Object.hasOwn(kinds, kind), `${own.where}, kind`, Object.keys(kinds).join(', '), kind);
  const levels = own.numbers('levels');
  const isAscending = levels.length > 1 && levels.every((x, i) => i === 0 || x > levels[i - 1]);
  check(isAscending, `${own.where}, levels`, 'two or more ascending numbers', levels);
  for (const [side, ids] of Object.entries({ users, items })) {
    const count = config.count(side, 0);
    check(ids.length === count, `${own.where}, vocabulary.${side}`, `${count} ids`, ids.length);
  }
  return new RatingScorer(kinds[kind](file, levels), levels);
}
