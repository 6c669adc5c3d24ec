import type { ModelFile } from '../file/model';
import type { Rows } from '../file/rows';
import { compactRows } from '../numbers/compact-rows';
import { type Moments, moments } from '../numbers/moments';
import { fastRatings } from './fast-ratings';
import { foldIn, foldInSettings } from './fold-in';
import { OrdinalHead } from './ordinal-head';
import type { RatingCore } from './rating-core';

/** Of `matrix-factorization`, and of `compact-factorization`, whose ids share rows: z = (b_u + b_i + ⟨p_u, q_i⟩) · direction + offsets; a row of a table is [bias, vector]. */
export function matrixFactorization(
  { description, tensors }: ModelFile,
  levels: readonly number[],
): RatingCore {
  const { config } = description;
  const width = 1 + config.count('dimensions');
  const table = (name: 'users' | 'items', sharing: string): Rows => {
    const ids = config.count(name, 0);
    if (!config.has(sharing)) return tensors.rows(name, ids, width);
    return compactRows({ tensors, name, sharing: config.part(sharing), ids, width });
  };
  const [users, items] = [table('users', 'userRows'), table('items', 'itemRows')];
  const head = new OrdinalHead(tensors, levels);
  const settings = foldInSettings(description, levels);
  let prior: Moments | null = null;
  let scores = new Float32Array(1);
  const queryOf = (user: Float32Array) => {
    const query = user.slice();
    query[0] = 1; // so that the product adds the item's bias
    return { query, offset: user[0] };
  };
  return {
    width,
    users: users.count,
    read: (user, into) => users.read(user, into),
    foldIn: (liked) => {
      prior ??= moments(users);
      return foldIn({ prior, items, liked, head, settings });
    },
    vector: (item) => {
      const own = new Float32Array(width);
      items.read(item, own);
      return own.subarray(1);
    },
    logits: ({ user, from, to, out }) => {
      if (scores.length < to - from) scores = new Float32Array(to - from);
      const { query, offset } = queryOf(user);
      items.products(query, from, to, scores);
      for (let i = 0; i < to - from; i++) head.write(offset + scores[i], out, i * levels.length);
    },
    bestRated: () => fastRatings({ items, users, head, queryOf }),
  };
}
