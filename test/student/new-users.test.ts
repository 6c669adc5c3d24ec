import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LightGcn, saveRankingModel, userItemGraph } from '../../src/models';
import { Random } from '../../src/random';
import { loadStudent, type Student } from '../../src/student';
import { parseDescription } from '../../src/student/file/description';
import { FloatRows } from '../../src/student/file/rows';
import { foldInOf } from '../../src/student/ranking/fold-in';
import { temporaryFolder } from '../data/temporary-folder';
import { histories, sizes, vocabulary } from './saved-students';

const description = parseDescription('model.json', {
  ...{ format: 'recdistill-ranking-model', formatVersion: 1, kind: 'matrix-factorization-ranking' },
  ...{ config: {}, vocabulary: { users: [], items: [] }, weights: 0, weightsSha256: '' },
  metadata: { foldIn: { regularisation: 0.7, unobservedWeight: 0.2 } },
});

test('a new user of rankings solves the normal equations, at the length of the trained users', () => {
  const random = new Random(1);
  const [items, width] = [9, 4];
  const v = Array.from({ length: items }, () => random.normals(width, 1));
  const u = random.normals(5 * width, 2);
  const vectors = new FloatRows(Float32Array.from(v.flatMap((own) => [...own])), width);
  const p = foldInOf({ description, users: new FloatRows(u, width), vectors })(Int32Array.of(2, 7, 2));
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, x, k) => sum + x * b[k], 0);
  const meanSquare = v.reduce((sum, own) => sum + dot(own, own), 0) / items;
  expect(dot(p, p)).toBeCloseTo(dot(u, u) / 5, 3);
  // A p = Σ v up to p's length: every column gives the same ratio.
  const ratios = Array.from({ length: width }, (_, k) => {
    const taken = [v[2], v[7]];
    const left =
      taken.reduce((sum, own) => sum + dot(own, p) * own[k], 0) +
      0.2 * v.reduce((sum, own) => sum + dot(own, p) * own[k], 0) +
      0.7 * meanSquare * p[k];
    return left / (v[2][k] + v[7][k]);
  });
  for (const ratio of ratios) expect(ratio / ratios[0]).toBeCloseTo(1, 4);
});

test('one step along the graph, a new user is told what one of the same items and no vector of its own is told', async () => {
  const graph = userItemGraph(histories);
  const model = new LightGcn({ ...sizes, dimensions: 4, layers: 1, graph, random: new Random(2) });
  const [users] = model.parameters;
  expect(users.name).toBe('users');
  users.assign(new Float32Array(sizes.users * 4));
  const folder = join(temporaryFolder(), 'model');
  const rest = { maxLength: 5, leavesOutHistory: true, metadata: {} };
  await saveRankingModel({ folder, model, vocabulary, histories, ...rest });
  model.dispose();
  const student = (await loadStudent(folder)) as Student;
  const known = student.recommend({ user: 'u3', k: 10 });
  const added = student.recommend({ history: ['i2', 'i0', 'i1'], k: 10 });
  expect([known.basis, added.basis]).toEqual(['user', 'fold-in']);
  expect(added.items.map(({ item }) => item)).toEqual(known.items.map(({ item }) => item));
  added.items.forEach(({ score }, i) => {
    expect(score).toBeCloseTo(known.items[i].score, 5);
  });
});
