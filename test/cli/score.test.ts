import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeItemTitles } from '../../src/models/rating/item-titles';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { saveModel } from '../../src/models/rating/save-model';
import { Random } from '../../src/random';
import { speak } from './command-line';

const items = ['dune', 'alien', 'heat', 'ran', 'brazil'];
let folder: string;
let model: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-cli-score-'));
  model = join(folder, 'models', 'split', 'mf');
  const random = new Random(3);
  const student = new MatrixFactorization({
    users: 2,
    items: 5,
    dimensions: 2,
    frequencies: [1, 2, 1],
    random,
  });
  for (const parameter of student.parameters) parameter.assign(random.normals(parameter.data().length, 1));
  const vocabulary = { users: ['ann', 'bob'], items };
  await saveModel({ folder: model, model: student, vocabulary, levels: [1, 2, 3], metadata: {} });
  student.dispose();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const score = (...words: string[]) => speak('score', '--model', model, ...words);

describe('score', () => {
  it('ranks all items by expected rating, which the probabilities give', async () => {
    const { exitCode, stdout } = await score('--user', 'ann', '--json');
    expect(exitCode).toBe(0);
    const { items: top, levels } = JSON.parse(stdout);
    expect(top.map(({ item }: { item: string }) => item).sort()).toEqual([...items].sort());
    let last = Number.POSITIVE_INFINITY;
    for (const { expectedRating, probabilities } of top) {
      const sum = probabilities.reduce((a: number, b: number) => a + b, 0);
      const mean = probabilities.reduce((a: number, p: number, c: number) => a + p * levels[c], 0);
      expect(sum).toBeCloseTo(1, 5);
      expect(expectedRating).toBeCloseTo(mean, 5);
      expect(expectedRating).toBeLessThanOrEqual(last);
      last = expectedRating;
    }
  });

  it('prints as many rows as asked for', async () => {
    const { stdout } = await score('--user', 'bob', '--top', '2');
    expect(stdout.trim().split('\n')).toHaveLength(4);
    expect(stdout).toMatch(/rank +item +expected rating +P\(1\)/);
  });

  it('prints the titles that lie beside the model', async () => {
    const titled = join(folder, 'titled');
    cpSync(model, titled, { recursive: true });
    writeItemTitles({ folder: titled, texts: items.map((item) => `The film ${item}`) });
    const words = ['score', '--model', titled, '--user', 'bob'];
    expect((await speak(...words)).stdout).toMatch(/rank +item +title +expected rating/);
    const { items: top } = JSON.parse((await speak(...words, '--json')).stdout);
    for (const { item, title } of top) expect(title).toBe(`The film ${item}`);
  });

  it('leaves out what the user has rated, and not what others have', async () => {
    const seen = join(folder, 'seen.csv');
    writeFileSync(seen, 'userId,movieId,rating\nann,dune,3\nbob,alien,3\nann,ran,1\n');
    const { stdout } = await score('--user', 'ann', '--json', '--exclude-seen', seen);
    const left = JSON.parse(stdout).items.map(({ item }: { item: string }) => item);
    expect(left.sort()).toEqual(['alien', 'brazil', 'heat']);
  });

  it('refuses an unknown user with 2 and says what to do', async () => {
    const { exitCode, stderr, stdout } = await score('--user', 'anne');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean "ann"?');
    expect(stdout).toBe('');
  });

  it('names the models that lie below a folder that is none', async () => {
    const { exitCode, stderr } = await speak('score', '--model', folder, '--user', 'ann');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(model);
  });

  it('refuses a folder without any model, and a missing user', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect((await speak('score', '--model', empty, '--user', 'ann')).exitCode).toBe(2);
    const { exitCode, stderr } = await score();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--user');
  });
});
