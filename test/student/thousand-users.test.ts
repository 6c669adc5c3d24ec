import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecommendationData } from '../../src/data';
import { softmaxRows } from '../../src/distill';
import { expectationOf } from '../../src/evaluate';
import { loadModel, predictLogits, type RatingModel, saveModel } from '../../src/models';
import { Random } from '../../src/random';
import { loadStudent, type Student } from '../../src/student';
import { distilledStudent, ratedData } from './distilled-student';
import { expectParity } from './parity';

const root = mkdtempSync(join(tmpdir(), 'recdistill-users-'));
afterAll(() => rmSync(root, { recursive: true }));

let student: Student;
let model: RatingModel;
let data: RecommendationData;
beforeAll(async () => {
  data = await ratedData();
  const trained = distilledStudent(data);
  const vocabulary = { users: data.users.ids, items: data.items.ids };
  await saveModel({ folder: root, model: trained, vocabulary, levels: data.levels, metadata: {} });
  trained.dispose();
  model = (await loadModel({ folder: root })).model;
  student = (await loadStudent(root)) as Student;
});
afterAll(() => model?.dispose());

function ratingsOf(user: number): Float32Array {
  const items = Int32Array.from(data.items.ids.keys());
  const logits = predictLogits({ model, pairs: { users: items.map(() => user), items } });
  const probabilities = softmaxRows({ logits, classes: data.levels.length, temperature: 1 });
  return Float32Array.from(expectationOf({ probabilities, levels: data.levels }));
}

test('a distilled student rates and ranks for 1,000 random users as TensorFlow does', () => {
  const random = new Random(3);
  for (let i = 0; i < 1000; i++) {
    const index = random.integer(data.users.ids.length);
    const user = data.users.ids[index];
    const scores = student.score({ user, items: i % 50 === 0 ? student.items : [] });
    const best = student.recommend({ user, k: 10 });
    expectParity({ scores, best, expected: ratingsOf(index), ids: student.items });
  }
});

/** Pearson's correlation. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (x: readonly number[]) =>
    x.map((value) => value - x.reduce((sum, y) => sum + y, 0) / x.length);
  const [x, y] = [centred(a), centred(b)];
  const product = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

test('one who likes what a trained user rates highest is told more like that user than the mean one is', () => {
  const ratings = (request: { user?: string; history?: string[] }) =>
    student.score({ ...request, items: student.items }).items.map(({ score }) => score as number);
  const mean = ratings({ history: [] });
  let nearer = 0;
  const users = student.users.slice(0, 60);
  for (const user of users) {
    const liked = student.recommend({ user, k: 20 }).items.map(({ item }) => item);
    const own = ratings({ user });
    if (correlation(ratings({ history: liked }), own) > correlation(mean, own)) nearer++;
  }
  expect(nearer / users.length).toBeGreaterThan(0.8);
});
