import { createHash } from 'node:crypto';
import { itemCounts, pairsOf, ratingsOf } from '../../data/labels';
import type { RecommendationData } from '../../data/recommendation-data';
import type { Split } from '../../data/split';
import {
  type AskedRatings,
  type AskedUsers,
  type Judge,
  type ModelContents,
  type Requests,
  ratingError,
  recommendationNdcg10,
} from '../../deploy/compress';
import { InputError } from '../../errors';
import { type RankingQueries, rankingQueries } from '../../pipeline/ranking/ranking-queries';
import { refuseLogFlags } from '../data-options';
import type { DistillationFlags } from '../distill/add-distill-options';
import { loadWithProgress } from '../distill/load-with-progress';
import { rankingDataFromFlags } from '../distill/ranking-data';
import { splitsFromFlags } from '../distill/split-options';

/** The data that a saved model was made from, and how it is judged on them. */
export interface ModelMaterial {
  readonly data: RecommendationData;
  readonly split: Split;
  readonly judge: Judge;
  /** Validation, as requests. */
  readonly requests: Requests;
  /** Interactions in training, [items]. */
  readonly counts: Int32Array;
}

/** @throws InputError where the split is none of those, or model and data do not belong together */
export async function materialOf(
  folder: string,
  contents: ModelContents,
  flags: DistillationFlags,
): Promise<ModelMaterial> {
  refuseLogFlags(flags, 'a model of clicks');
  const loaded = await loadWithProgress(flags);
  const splits =
    contents.task === 'ranking'
      ? [rankingDataFromFlags(flags, loaded).split]
      : splitsFromFlags(loaded, flags, flags.seed);
  const { metadata } = contents.description;
  const split = splits.find(({ name }) => name === metadata.split) ?? null;
  if (split === null) {
    throw new InputError(
      `${folder}: expected a model of split ${splits.map(({ name }) => name).join(', ')}, found one of ${JSON.stringify(metadata.split)}; give the options that its run was given`,
    );
  }
  checkFit(folder, contents, split);
  const counts = itemCounts(split.data, split.train);
  const own = contents.task === 'ranking' ? ofRankings(contents, split) : ofRatings(split);
  return { data: split.data, split, counts, ...own };
}

function checkFit(folder: string, { description }: ModelContents, { data }: Split): void {
  const { vocabulary, metadata } = description;
  const hash = (ids: readonly string[]) => createHash('sha256').update(JSON.stringify(ids)).digest('hex');
  for (const side of ['users', 'items'] as const) {
    if (hash(vocabulary[side]) === hash(data[side].ids)) continue;
    throw new InputError(
      `${folder}: expected the ${side} of ${data.name}, found others; is it another data set's?`,
    );
  }
  if (metadata.dataHash === undefined || metadata.dataHash === data.hash) return;
  throw new InputError(
    `${folder}: expected a model of data ${data.hash}, found one of ${metadata.dataHash}; were the files or the options others?`,
  );
}

function ofRatings(split: Split): Pick<ModelMaterial, 'judge' | 'requests'> {
  const { data } = split;
  const trained = ratingsOf(data, split.train);
  const fallback = trained.reduce((sum, rating) => sum + rating, 0) / trained.length;
  const askedOf = (rows: Int32Array): AskedRatings => {
    const pairs = pairsOf(data, rows);
    return {
      users: Array.from(pairs.users, (user) => data.users.ids[user]),
      items: Array.from(pairs.items, (item) => data.items.ids[item]),
      ratings: ratingsOf(data, rows),
      fallback,
    };
  };
  const validation = askedOf(split.validation);
  const test = once(() => askedOf(split.takeTest('compressed students')));
  return {
    requests: pairsOf(data, split.validation),
    judge: {
      isLowerBetter: true,
      validation: (student) => ratingError(student, validation),
      test: (student) => ratingError(student, test()),
    },
  };
}

function ofRankings(contents: ModelContents, split: Split): Pick<ModelMaterial, 'judge' | 'requests'> {
  const { leavesOutHistory, maxLength } = contents.description as unknown as {
    leavesOutHistory: boolean;
    maxLength: number;
  };
  const { data } = split;
  const askedOf = (queries: RankingQueries): AskedUsers => ({
    ...{ userIds: data.users.ids, itemIds: data.items.ids, includeSeen: !leavesOutHistory },
    ...{ users: queries.users, histories: queries.histories, relevant: queries.relevant },
  });
  const { train, validation: held } = split;
  const validation = askedOf(rankingQueries({ split, known: train, asked: held, maxLength }));
  const test = once(() => {
    const known = Int32Array.from([...train, ...held]);
    const asked = split.takeTest('compressed students');
    return askedOf(rankingQueries({ split, known, asked, maxLength }));
  });
  return {
    requests: { users: validation.users, items: null },
    judge: {
      isLowerBetter: false,
      validation: (student) => recommendationNdcg10(student, validation),
      test: (student) => recommendationNdcg10(student, test()),
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
