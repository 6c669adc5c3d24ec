import { describe, expect, test, vi } from 'vitest';
import { MatrixFactorization, saveModel } from '../../../src/models';
import { Random } from '../../../src/random';
import { loadStudent, type Student } from '../../../src/student';
import { temporaryFolder } from '../../data/temporary-folder';

const [users, items] = [6, 3000];
const heads: Readonly<Record<string, readonly [levels: number[], direction: number[], offsets: number[]]>> = {
  ascending: [
    [1, 2, 3, 4, 5],
    [-5.4, -3.7, -1.5, 1.8, 5],
    [-2.9, -1.9, -0.9, -0.9, -2],
  ],
  'bent below': [
    [0, 1, 2, 3],
    [-2.9, -3.2, 0.5, 3],
    [-6, -3, -1, -1],
  ],
  'so steep that most ratings are the highest': [
    [0, 1],
    [-40, 40],
    [10, 0],
  ],
  falling: [
    [1, 2, 3],
    [3, 0, -3],
    [0, 0, 0],
  ],
};

/** A folder of a student with that head; an item in five repeats an earlier one. */
async function studentWith(name: string): Promise<Student> {
  const [levels, direction, offsets] = heads[name];
  const random = new Random(7);
  const model = new MatrixFactorization({
    ...{ users, items, dimensions: 8, frequencies: levels.map(() => 1), random },
  });
  for (const parameter of model.parameters) {
    if (parameter.name === 'head/direction') parameter.assign(Float32Array.from(direction));
    else if (parameter.name === 'head/offsets') parameter.assign(Float32Array.from(offsets));
    else {
      const rows = random.normals(parameter.data().length, 0.4);
      if (parameter.name === 'items')
        for (let item = 5; item < items; item += 5) rows.copyWithin(item * 9, (item - 1) * 9, item * 9);
      parameter.assign(Float32Array.from(rows));
    }
  }
  const ids = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`);
  const folder = temporaryFolder();
  const vocabulary = { users: ids('u', users), items: ids('i', items) };
  await saveModel({ folder, model, vocabulary, levels, metadata: {} });
  model.dispose();
  return (await loadStudent(folder)) as Student;
}

describe.each(Object.keys(heads))('a rating student whose levels are %s', (name) => {
  test('recommends as rating everything and sorting does, ties by id', async () => {
    const student = await studentWith(name);
    const requests = [
      ...student.users.map((user) => ({ user })),
      { history: ['i3', 'i77', 'i1204'] },
      { history: [] },
    ];
    for (const request of requests) {
      const rated = student.score({ ...request, items: student.items }).items as {
        item: string;
        score: number;
      }[];
      const sorted = [...rated].sort((a, b) => b.score - a.score || (a.item < b.item ? -1 : 1));
      for (const k of [1, 10, 300]) {
        const best = student.recommend({ ...request, k, includeSeen: true });
        expect(best.items).toEqual(sorted.slice(0, k));
      }
    }
  });
});

test('a rating student rates a small share of the catalogue for its ten best', async () => {
  const student = await studentWith('ascending');
  student.recommend({ user: 'u0', k: 10 });
  let rated = 0;
  const { exp } = Math;
  const counted = vi.spyOn(Math, 'exp').mockImplementation((x) => {
    rated++;
    return exp(x);
  });
  student.recommend({ user: 'u1', k: 10 });
  counted.mockRestore();
  expect(rated / 5).toBeGreaterThan(9);
  expect(rated / 5).toBeLessThan(items / 10);
});
