import type { ModelFile } from '../file/model';
import { check } from '../student-error';
import type { RatingCore } from './rating-core';
import { RatingScorer } from './rating-scorer';

type MakeCore = (file: ModelFile, levels: readonly number[]) => RatingCore;

/** Each kind is loaded with the first student of that kind. */
const kinds: Readonly<Record<string, () => Promise<MakeCore>>> = {
  'compact-factorization': async () => (await import('./matrix-factorization.js')).matrixFactorization,
  'feed-forward': async () => (await import('./feed-forward.js')).feedForward,
  linear: async () => (await import('./linear.js')).linear,
  'matrix-factorization': async () => (await import('./matrix-factorization.js')).matrixFactorization,
  'text-rating': async () => (await import('./text-rating.js')).textRating,
};

/** @throws StudentError where the kind is none that runs without TensorFlow, or the file does not fit it */
export async function ratingScorer(file: ModelFile): Promise<RatingScorer> {
  const { kind, own, config, users, items } = file.description;
  check(Object.hasOwn(kinds, kind), `${own.where}, kind`, Object.keys(kinds).join(', '), kind);
  const levels = own.numbers('levels');
  const isAscending = levels.length > 1 && levels.every((x, i) => i === 0 || x > levels[i - 1]);
  check(isAscending, `${own.where}, levels`, 'two or more ascending numbers', levels);
  for (const [side, ids] of Object.entries({ users, items })) {
    const count = config.count(side, 0);
    check(ids.length === count, `${own.where}, vocabulary.${side}`, `${count} ids`, ids.length);
  }
  const makeCore = await kinds[kind]();
  return new RatingScorer(makeCore(file, levels), levels);
}
