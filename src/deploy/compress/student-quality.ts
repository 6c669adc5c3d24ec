import type { Sequences } from '../../data/contexts';
import { historyOf } from '../../data/sequences';
import { rmse } from '../../evaluate';
import type { Student } from '../../student';

/** Ratings to be predicted, by the ids that a service is asked with. */
export interface AskedRatings {
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly ratings: Float32Array;
  /** Said of items that the student does not know: the mean rating in training. */
  readonly fallback: number;
}

/** A figure of a student, and what it comes from user by user, in the users' order. */
export interface Quality {
  readonly value: number;
  /** [users]: mean squared error, NDCG@10 or mean log-loss; of clicks of which nobody knows whose, [rows] */
  readonly byUser: Float64Array;
}

/** Root mean squared error of a student's expected ratings, asked as a service asks it. */
export function ratingError(student: Student, { users, items, ratings, fallback }: AskedRatings): Quality {
  const rowsOfUsers = new Map<string, number[]>();
  users.forEach((user, row) => {
    const rows = rowsOfUsers.get(user);
    if (rows === undefined) rowsOfUsers.set(user, [row]);
    else rows.push(row);
  });
  const predictions = new Float32Array(ratings.length);
  for (const [user, rows] of rowsOfUsers) {
    const { items: scored } = student.score({ user, items: rows.map((row) => items[row]) });
    rows.forEach((row, i) => {
      predictions[row] = scored[i].score ?? fallback;
    });
  }
  const meanSquare = (rows: readonly number[]) =>
    rows.reduce((sum, row) => sum + (predictions[row] - ratings[row]) ** 2, 0) / rows.length;
  return {
    value: rmse({ predictions, ratings }),
    byUser: Float64Array.from(rowsOfUsers.values(), meanSquare),
  };
}

/** Users who ask, what they took before and what they took next, by index into the ids. */
export interface AskedUsers {
  readonly users: Int32Array;
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
  readonly histories: Sequences;
  readonly relevant: Sequences;
  /** Whether items of the history may be recommended. */
  readonly includeSeen: boolean;
}

/**
 * NDCG@10 of a student's recommendations over the whole catalogue, the mean over the users: the gain of a relevant item
 * at place r is 1 / log2(r + 1), over that of the best list. The student is sent user and history; what it does not
 * know it can neither read nor recommend.
 */
export function recommendationNdcg10(student: Student, asked: AskedUsers): Quality {
  const { users, userIds, itemIds, histories, relevant, includeSeen } = asked;
  const byUser = Float64Array.from(users, (user) => {
    const history = Array.from(historyOf(histories, user), (item) => itemIds[item]);
    const wanted = new Set(Array.from(historyOf(relevant, user), (item) => itemIds[item]));
    const { items } = student.recommend({ user: userIds[user], history, k: 10, includeSeen });
    const gain = items.reduce((all, { item }, place) => all + (wanted.has(item) ? discount(place) : 0), 0);
    const best = Array.from({ length: Math.min(10, wanted.size) }, (_, place) => discount(place));
    return gain / best.reduce((all, own) => all + own, 0);
  });
  return { value: byUser.reduce((sum, own) => sum + own, 0) / users.length, byUser };
}

const discount = (place: number) => 1 / Math.log2(place + 2);
