import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MatrixFactorizationRanking } from '../../src/models/ranking/matrix-factorization-ranking';
import { MeanOfHistoryModel } from '../../src/models/ranking/mean-of-history-model';
import { saveRankingModel } from '../../src/models/ranking/save-ranking-model';
import { writeItemTitles } from '../../src/models/rating/item-titles';
import { Random } from '../../src/random';
import { speak } from './command-line';

const items = ['dune', 'alien', 'heat', 'ran', 'brazil'];
const saved = {
  vocabulary: { users: ['ann', 'bob', 'eve'], items },
  histories: { offsets: Int32Array.of(0, 2, 3, 3), items: Int32Array.of(0, 1, 4) },
  maxLength: 1,
  leavesOutHistory: true,
  metadata: {},
};
let root: string;
let model: string;
let keepsHistory: string;
let knowsUsers: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'recdistill-cli-ranking-'));
  [model, keepsHistory, knowsUsers] = ['history', 'kept', 'users'].map((name) => join(root, name));
  const shape = { items: 5, dimensions: 5, withIds: true, itemText: null, random: new Random(1) };
  const student = new MeanOfHistoryModel({ ...shape, decay: 1, dropout: 0 });
  // Item i is the unit vector i, and the dense layer sends each item to the next one of the list.
  const unit = (next: number) =>
    Float32Array.from({ length: 25 }, (_, cell) => (cell % 5 === (Math.floor(cell / 5) + next) % 5 ? 2 : 0));
  for (const parameter of student.parameters) {
    if (parameter.name === 'item-ids') parameter.assign(unit(0));
    else if (parameter.name === 'dense') parameter.assign(unit(1));
    else parameter.assign(Float32Array.from({ length: 5 }, (_, i) => -i / 100));
  }
  await saveRankingModel({ ...saved, folder: model, model: student });
  await saveRankingModel({ ...saved, folder: keepsHistory, model: student, leavesOutHistory: false });
  student.dispose();
  const factors = new MatrixFactorizationRanking({ ...shape, users: 3 });
  await saveRankingModel({ ...saved, folder: knowsUsers, model: factors });
  factors.dispose();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function listOf(folder: string, ...words: string[]): Promise<string[]> {
  const { stdout, exitCode } = await speak('score', '--model', folder, '--json', ...words);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout).items.map(({ item }: { item: string }) => item);
}

describe('score, of a ranking model', () => {
  it('ranks what comes after the user’s saved history, which it leaves out', async () => {
    expect(await listOf(model, '--user', 'ann')).toEqual(['heat', 'ran', 'brazil']);
    expect((await listOf(model, '--user', 'bob', '--top', '1'))[0]).toBe('dune');
  });

  it('reads the history given in place of the saved one, of which the youngest items count', async () => {
    expect(await listOf(model, '--history', 'brazil, heat')).toEqual(['ran', 'dune', 'alien']);
    expect((await listOf(model, '--user', 'ann', '--history', 'ran'))[0]).toBe('brazil');
  });

  it('keeps items of the history where the model was measured so', async () => {
    expect(await listOf(keepsHistory, '--user', 'ann')).toHaveLength(5);
    expect((await listOf(keepsHistory, '--history', 'dune,brazil'))[0]).toBe('dune');
  });

  it('ranks by the biases for a user without a history', async () => {
    expect(await listOf(model, '--user', 'eve')).toEqual(items);
  });

  it('gives scores in order, and probabilities over the whole catalogue', async () => {
    const { stdout } = await speak('score', '--model', keepsHistory, '--user', 'ann', '--json');
    const { items: top, history } = JSON.parse(stdout);
    expect(history).toEqual(['dune', 'alien']);
    const powers = top.map(({ score }: { score: number }) => Math.exp(score));
    const sum = powers.reduce((a: number, b: number) => a + b, 0);
    top.forEach(({ score, probability }: { score: number; probability: number }, i: number) => {
      expect(probability).toBeCloseTo(powers[i] / sum, 6);
      if (i > 0) expect(score).toBeLessThanOrEqual(top[i - 1].score);
    });
  });

  it('prints a table, with the titles that lie beside the model', async () => {
    const titled = join(root, 'titled');
    cpSync(model, titled, { recursive: true });
    writeItemTitles({ folder: titled, texts: items.map((item) => `The film ${item}`) });
    const { stdout } = await speak('score', '--model', titled, '--user', 'ann', '--top', '2');
    expect(stdout).toMatch(/rank +item +title +score +probability/);
    expect(stdout).toContain('The film heat');
    expect(stdout.trim().split('\n')).toHaveLength(4);
  });

  it('leaves out what the user has in a file', async () => {
    const seen = join(root, 'seen.csv');
    writeFileSync(seen, 'userId,movieId,rating\nann,heat,3\nbob,ran,3\n');
    expect(await listOf(model, '--user', 'ann', '--exclude-seen', seen)).toEqual(['ran', 'brazil']);
    const { exitCode, stderr } = await speak(
      ...['score', '--model', model, '--history', 'ran', '--exclude-seen', seen],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('expected --user beside');
  });

  it.each([
    ['nobody', () => [model], /--user or --history: expected one of them, found none/],
    [
      'an unknown user',
      () => [model, '--user', 'anne'],
      /did you mean "ann"\? A new user can be asked about/,
    ],
    ['an unknown item', () => [model, '--history', 'dune,alyen'], /--history alyen: .*did you mean "alien"/],
    [
      'a history of a model of users',
      () => [knowsUsers, '--history', 'dune'],
      /knows users and reads no history/,
    ],
  ])('refuses %s with 2', async (_, words, reason) => {
    const { exitCode, stderr, stdout } = await speak('score', '--model', ...words());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stdout).toBe('');
  });

  it('asks a model of users by the user alone', async () => {
    expect(await listOf(knowsUsers, '--user', 'bob')).toHaveLength(4);
  });
});
