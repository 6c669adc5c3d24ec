import { itemCounts, userCounts } from '../data/labels';
import type { PairBatch } from '../data/recommendation-data';
import type { Split } from '../data/split';
import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import {
  catalogueCoverage,
  evaluateRatings,
  expectationOf,
  fidelity,
  giniOfExposure,
  intraListDistance,
  itemPopularitySlices,
  sliceRmse,
  userHistorySlices,
} from '../evaluate';
import { Random } from '../random';
import type { TestRows } from './final-test';
import type { ModelScores, TopListScores } from './result';
import type { TextVectors } from './text-vectors';

/** From pairs to logits [pairs, classes], whatever stands behind it. */
export type Scorer = (pairs: PairBatch) => Float32Array;

/** All scalar metrics, slices and fidelity of probabilities on the test rows. */
export function scoreModel(options: {
  readonly split: Split;
  readonly test: TestRows;
  readonly probabilities: Float32Array;
  readonly teacherProbabilities: Float32Array | null;
}): ModelScores {
  const { split, test, probabilities, teacherProbabilities } = options;
  const { data, train } = split;
  const { levels } = data;
  const { labels, ratings, expectations, pairs } = test;
  const predictions = expectationOf({ probabilities, levels });
  const sliced = { predictions, ratings };
  return {
    ...evaluateRatings({ probabilities, labels, levels, ratings, expectations }),
    slices: {
      items: sliceRmse({
        ...sliced,
        entities: pairs.items,
        trainingCounts: itemCounts(data, train),
        ranges: itemPopularitySlices,
      }),
      users: sliceRmse({
        ...sliced,
        entities: pairs.users,
        trainingCounts: userCounts(data, train),
        ranges: userHistorySlices,
      }),
    },
    fidelity:
      teacherProbabilities === null
        ? null
        : fidelity({ teacherProbabilities, studentProbabilities: probabilities, classes: levels.length }),
  };
}

/** Top-10 lists of at most 200 users over the items that they have no training rating of. */
export function scoreTopLists(options: {
  readonly split: Split;
  readonly scorer: Scorer;
  readonly vectors: TextVectors | null;
  readonly seed: number;
}): TopListScores {
  const { split, scorer, vectors, seed } = options;
  const { data, train } = split;
  const items = data.items.ids.length;
  const users = new Random(seed).fork('top lists').permutation(data.users.ids.length).subarray(0, 200);
  const seen = new Set(
    Array.from(train, (row) => data.interactions.users[row] * items + data.interactions.items[row]),
  );
  const lists = Array.from(users, (user) => topItems(split, scorer, user, seen));
  return {
    coverage: catalogueCoverage({ lists, items }),
    gini: giniOfExposure({ lists, items }),
    diversity:
      vectors === null ? null : intraListDistance({ lists, vectors: vectors.values, width: vectors.width }),
  };
}

/** The pairs of one user with every item: one request. */
export function allItemsOf(split: Split, user: number): PairBatch {
  const items = split.data.items.ids.length;
  return { users: new Int32Array(items).fill(user), items: Int32Array.from({ length: items }, (_, i) => i) };
}

function topItems(split: Split, scorer: Scorer, user: number, seen: ReadonlySet<number>): number[] {
  const { levels, items } = split.data;
  const logits = scorer(allItemsOf(split, user));
  const probabilities = softmaxRows({ logits, classes: levels.length, temperature: 1 });
  const expected = expectationOf({ probabilities, levels });
  return Array.from(items.ids.keys())
    .filter((item) => !seen.has(user * items.ids.length + item))
    .sort((a, b) => expected[b] - expected[a] || a - b)
    .slice(0, 10);
}
