import type { ModelFile } from '../file/model';
import { rowOf } from '../numbers/features';
import { catalogueVectors } from './catalogue-vectors';
import { foldInOf } from './fold-in';
import type { RankingCore } from './ranking-core';

/** hidden = p_u; the history is not read but to solve for a new user. */
export function matrixFactorizationRanking(file: ModelFile): RankingCore {
  const { description, tensors } = file;
  const { vectors, biases } = catalogueVectors(file);
  const users = tensors.rows('users', description.config.count('users', 0), vectors.width);
  const foldIn = foldInOf({ description, users, vectors });
  return { vectors, biases, reads: 'users', foldIn, hidden: (user) => rowOf([users], user) };
}
