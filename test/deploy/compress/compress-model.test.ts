import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changeModel,
  type ModelContents,
  packModel,
  parseCompression,
  readModelContents,
  withoutHistories,
  writeCompressed,
} from '../../../src/deploy/compress';
import { magnitudeMask } from '../../../src/deploy/compress/magnitude-mask';
import { CompactFactorization, MatrixFactorization, saveModel } from '../../../src/models';
import { Random } from '../../../src/random';
import { loadStudent, type Student } from '../../../src/student';
import { names, savedRanking } from '../../student/saved-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill-compress-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [users, items] = [110, 150];
const counts = Int32Array.from({ length: items }, (_, item) => item % 10);

/** Users 0 .. 109 and items 0 .. 149, every vector a combination of three. */
async function savedFactors(): Promise<string> {
  const folder = join(root, 'factors');
  const random = new Random(7);
  const model = new MatrixFactorization({
    users,
    items,
    dimensions: 8,
    frequencies: [1, 2, 3, 3, 1],
    random,
  });
  for (const parameter of model.parameters.slice(0, 2)) {
    const [rows, width] = parameter.shape;
    const [left, right] = [random.normals(rows * 3, 0.6), random.normals(3 * width, 0.6)];
    const values = Float32Array.from({ length: rows * width }, (_, i) => {
      const [row, k] = [Math.floor(i / width), i % width];
      return [0, 1, 2].reduce((sum, r) => sum + left[row * 3 + r] * right[r * width + k], 0);
    });
    parameter.assign(values);
  }
  const vocabulary = { users: names('', users), items: names('', items) };
  await saveModel({ folder, model, vocabulary, levels: [1, 2, 3, 4, 5], metadata: { split: 'a' } });
  model.dispose();
  return folder;
}

const half = (contents: ModelContents, share: number): ModelContents => {
  const tensors = new Map(contents.tensors);
  for (const name of ['users', 'items']) {
    const { shape, values } = tensors.get(name) ?? { shape: [], values: new Float32Array() };
    const mask = magnitudeMask({ values, share });
    tensors.set(name, { shape, values: values.map((x, i) => x * mask[i]) });
  }
  return { ...contents, tensors };
};

async function compressed(folder: string, name: string, change = (contents: ModelContents) => contents) {
  const method = parseCompression(name);
  const contents = await changeModel({
    ...{ contents: change(await readModelContents(folder)), method, counts },
    retraining: { pruned: async (own, share) => half(own, share), hashed: async (own) => own },
  });
  const tensors = packModel({ contents, method, clip: { kind: 'max' }, columnWeights: new Map() });
  const out = `${folder}-${name.replace(/\W/g, '-')}`;
  const bytes = writeCompressed({ folder: out, contents, tensors, compression: { method: name } });
  return { out, bytes, student: (await loadStudent(out)) as Student };
}

const allItems = names('', items);
const scores = (student: Student, user: string) =>
  student.score({ user, items: allItems }).items.map(({ score }) => score ?? Number.NaN);

const furthest = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

describe('a compressed model of ratings', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await savedFactors();
  });

  test.each([
    ['float32', 0, 0.97],
    ['float16', 0.01, 0.6],
    ['int8', 0.1, 0.4],
    ['int4', 1.2, 0.3],
    ['low-rank:3', 1e-5, 0.5],
    ['low-rank:3+int8', 0.15, 0.25],
  ])('%s answers within %f of the original', async (name, bound, share) => {
    const original = (await loadStudent(folder)) as Student;
    const { student, bytes } = await compressed(folder, name);
    expect(student.users).toEqual(original.users);
    expect(student.items).toEqual(original.items);
    const distance = furthest(scores(student, '7'), scores(original, '7'));
    expect(distance).toBeLessThanOrEqual(bound);
    if (bound > 1e-3) expect(distance).toBeGreaterThan(0);
    expect(bytes.total).toBeLessThan(share * sizeOf(folder));
  });

  test('says what was done to it, and its bytes are those of its files', async () => {
    const { out, bytes, student } = await compressed(folder, 'int8');
    expect(student.info.metadata).toEqual({ split: 'a', compression: { method: 'int8' } });
    expect(bytes.total).toBe(sizeOf(out));
    expect(bytes.weightsFile + bytes.description).toBe(bytes.total);
    await expect(readModelContents(out)).rejects.toThrow(/model.json/);
  });

  test('of pruned numbers holds the larger half of them and zeros', async () => {
    const { student, out } = await compressed(folder, 'prune:0.5+float16');
    const expected = await compressed(folder, 'float16', (contents) => half(contents, 0.5));
    expect(furthest(scores(student, '7'), scores(expected.student, '7'))).toBe(0);
    expect(sizeOf(out)).toBeLessThan(sizeOf(expected.out));
  });

  test('without rare items knows the others as before, and not those', async () => {
    const original = (await loadStudent(folder)) as Student;
    const { student } = await compressed(folder, 'rare-ids:3');
    expect(student.items).toEqual(allItems.filter((_, item) => counts[item] >= 3));
    const [before, after] = [scores(original, '7'), scores(student, '7')];
    before.forEach((score, item) => {
      expect(after[item]).toBe(counts[item] >= 3 ? score : Number.NaN);
    });
    expect(student.info.weights).toBe(original.info.weights - items * 0.3 * 9);
  });

  test('that is damaged, cut or another weights’ is refused', async () => {
    const { out } = await compressed(folder, 'int4');
    const weights = readFileSync(join(out, 'model.safetensors'));
    const refused = async (bytes: Uint8Array) => {
      writeFileSync(join(out, 'model.safetensors'), bytes);
      await expect(loadStudent(out)).rejects.toThrow(/sha256/);
    };
    const flipped = Buffer.from(weights);
    flipped[weights.length - 5] ^= 1;
    await refused(flipped);
    await refused(weights.subarray(0, weights.length - 1));
  });

  test('asks for a rank that saves something', async () => {
    await expect(compressed(folder, 'low-rank:9')).rejects.toThrow(/lower rank/);
  });
});

describe('a compressed factorization whose ids share rows', () => {
  let folder = '';
  beforeAll(async () => {
    folder = join(root, 'shared');
    const random = new Random(9);
    const model = new CompactFactorization({
      ...{ users, items, dimensions: 8, frequencies: [1, 2, 3, 3, 1], random },
      userRows: { kind: 'hashed', rows: 70 },
      itemRows: { kind: 'quotient-remainder', remainders: 60 },
    });
    for (const parameter of model.parameters.slice(0, 2))
      parameter.assign(random.normals(parameter.data().length, 0.6));
    const vocabulary = { users: names('', users), items: names('', items) };
    await saveModel({ folder, model, vocabulary, levels: [1, 2, 3, 4, 5], metadata: {} });
    model.dispose();
  });

  test.each([
    ['float32', 0, 0.97],
    ['float16', 0.01, 0.6],
    ['int8', 0.1, 0.45],
    ['int4', 1.2, 0.4],
  ])('%s answers within %f of the original', async (name, bound, share) => {
    const original = (await loadStudent(folder)) as Student;
    const { student, bytes } = await compressed(folder, name);
    const distance = furthest(scores(student, '7'), scores(original, '7'));
    expect(distance).toBeLessThanOrEqual(bound);
    if (bound > 0) expect(distance).toBeGreaterThan(0);
    expect(bytes.total).toBeLessThan(share * sizeOf(folder));
  });

  test('has no rows of its own for rare items to leave', async () => {
    await expect(compressed(folder, 'rare-ids:3')).rejects.toThrow(/found compact-factorization/);
  });
});

describe('a compressed sequential model', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await savedRanking(root);
  });
  const asked = { history: ['i3', 'i8', 'i20'], k: 5 };

  test('keeps histories exactly, and answers without them once they are sent', async () => {
    const original = (await loadStudent(folder)) as Student;
    const kept = await compressed(folder, 'float32');
    const without = await compressed(folder, 'float32', withoutHistories);
    expect(kept.student.recommend({ user: 'u3', k: 5 })).toEqual(original.recommend({ user: 'u3', k: 5 }));
    expect(without.student.recommend(asked)).toEqual(original.recommend(asked));
    expect(without.student.users).toEqual([]);
    expect(without.student.recommend({ user: 'u3', k: 5 }).basis).toBe('popularity');
    expect([kept.bytes.histories > 0, without.bytes.histories]).toEqual([true, 0]);
  });

  test('without rare items leaves them out of histories too', async () => {
    const { student } = await compressed(folder, 'rare-ids:2');
    const isLeft = (item: number) => counts[item] >= 2;
    expect(student.items).toEqual(names('i', 30).filter((_, item) => isLeft(item)));
    const stored = student.recommend({ user: 'u3', k: 5 });
    expect(stored).toEqual({ ...student.recommend({ history: ['i2'], k: 5 }), basis: 'user' });
  });
});

const sizeOf = (folder: string) =>
  readFileSync(join(folder, 'model.json')).length + readFileSync(join(folder, 'model.safetensors')).length;
