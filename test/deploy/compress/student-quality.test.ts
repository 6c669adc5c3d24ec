import { expect, test } from 'vitest';
import { ratingError, recommendationNdcg10 } from '../../../src/deploy/compress';
import type { RecommendRequest, ScoreRequest, Student } from '../../../src/student';

/** Says what a test wants, and keeps what it was asked. */
function saying(own: Partial<Student>): Student {
  return own as Student;
}

test('the error is that of the expected ratings, with the mean for items that the student does not know', () => {
  const said: Record<string, number | null> = { a1: 4, a2: 2, b1: 3, b9: null };
  const student = saying({
    score: ({ user, items }: ScoreRequest) => ({
      items: items.map((item) => ({ item, score: said[`${user}${item}`] ?? null })),
      ...{ basis: 'user', unknown: [] },
    }),
  });
  const asked = {
    users: ['a', 'b', 'a', 'b'],
    items: ['1', '9', '2', '1'],
    ratings: Float32Array.of(5, 1, 2, 3),
    fallback: 3.5,
  };
  // Errors: a 1 and 0, b 2.5 (the mean in place of an unknown item) and 0.
  const { value, byUser } = ratingError(student, asked);
  expect(value).toBeCloseTo(Math.sqrt((1 + 0 + 6.25 + 0) / 4), 6);
  expect(Array.from(byUser)).toEqual([0.5, 3.125]);
});

test('NDCG@10 is the gain of what was taken next over that of the best list, by the ids that are sent', () => {
  const requests: RecommendRequest[] = [];
  const lists: Record<string, string[]> = { u0: ['x', 'y', 'z'], u1: ['y', 'x'] };
  const student = saying({
    recommend: (request: RecommendRequest) => {
      requests.push(request);
      const items = lists[request.user ?? ''].map((item) => ({ item, score: 0 }));
      return { items, basis: 'user', unknown: [] };
    },
  });
  const { value, byUser } = recommendationNdcg10(student, {
    users: Int32Array.of(0, 1),
    userIds: ['u0', 'u1'],
    itemIds: ['x', 'y', 'z', 'w'],
    histories: { offsets: Int32Array.of(0, 1, 3), items: Int32Array.of(3, 2, 3) },
    relevant: { offsets: Int32Array.of(0, 2, 3), items: Int32Array.of(1, 3, 2) },
    includeSeen: false,
  });
  const first = 1 / Math.log2(3) / (1 + 1 / Math.log2(3));
  expect(Array.from(byUser)).toEqual([expect.closeTo(first, 9), 0]);
  expect(value).toBeCloseTo(first / 2, 9);
  expect(requests).toEqual([
    { user: 'u0', history: ['w'], k: 10, includeSeen: false },
    { user: 'u1', history: ['z', 'w'], k: 10, includeSeen: false },
  ]);
});
