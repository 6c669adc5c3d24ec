import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/random';
import { loadStudent, type RecommendRequest, type Student, StudentError } from '../../src/student';
import { bestItems } from '../../src/student/catalogue/best-items';
import { temporaryFolder } from '../data/temporary-folder';
import { histories, names, savedRanking, savedRatings, vocabulary } from './saved-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill-student-'));
let ratings: Student;
let ranking: Student;
beforeAll(async () => {
  ratings = (await loadStudent(await savedRatings(root))) as Student;
  ranking = (await loadStudent(await savedRanking(root))) as Student;
});
afterAll(() => rmSync(root, { recursive: true }));
const idsOf = (student: Student, request: RecommendRequest) =>
  student.recommend(request).items.map(({ item }) => item);

describe('bestItems', () => {
  test('is the beginning of the sorted list, equal scores by id, however many blocks there are', () => {
    const random = new Random(1);
    const ids = names('item ', 3000);
    const scores = Float32Array.from(ids, () => random.integer(40));
    const block = (from: number, to: number, out: Float32Array) => out.set(scores.subarray(from, to));
    const isAllowed = (item: number) => item % 3 !== 0;
    const sorted = ids
      .map((id, item) => ({ id, item, score: scores[item] }))
      .filter(({ item }) => isAllowed(item))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .map(({ item, score }) => ({ item, score }));
    for (const k of [1, 2, 10, 1999, 5000]) {
      const found = bestItems({ scores: { block }, ids, k, isAllowed });
      expect(found.map(({ item, score }) => ({ item, score }))).toEqual(sorted.slice(0, k));
    }
  });
});

describe('recommend', () => {
  test('leaves out what a user took, unless it may come back', () => {
    const own = ['i0', 'i1', 'i2'];
    expect(idsOf(ranking, { user: 'u3', k: 30 }).filter((id) => own.includes(id))).toEqual([]);
    expect(idsOf(ranking, { user: 'u3', k: 30, includeSeen: true }).sort()).toEqual(
      [...vocabulary.items].sort(),
    );
  });

  test('a history that is sent takes the place of the stored one', () => {
    const sent = idsOf(ranking, { user: 'u3', history: ['i9'], k: 30 });
    expect(sent).toEqual(idsOf(ranking, { history: ['i9'], k: 30 }));
    expect(sent).toContain('i0');
    expect(sent).not.toContain('i9');
    expect(ranking.recommend({ user: 'u3', history: ['i9'], k: 1 }).basis).toBe('history');
  });

  test('keeps to the candidates, and never gives what is excluded', () => {
    const candidates = ['i5', 'i6', 'i7', 'i8', 'gone'];
    const found = ratings.recommend({ user: 'u1', k: 10, candidates, exclude: ['i6', 'nowhere'] });
    expect(found.items.map(({ item }) => item).sort()).toEqual(['i5', 'i7', 'i8']);
    expect(found.unknown).toEqual(['gone']);
    const all = idsOf(ratings, { user: 'u1', k: 30 });
    expect(found.items.map(({ item }) => item)).toEqual(all.filter((id) => ['i5', 'i7', 'i8'].includes(id)));
  });

  test('unknown items are left out and named; the rest of the history counts', () => {
    const found = ranking.recommend({ history: ['new', 'i4', 'newer'], k: 5 });
    expect(found).toEqual({ ...ranking.recommend({ history: ['i4'], k: 5 }), unknown: ['new', 'newer'] });
  });

  test('where nothing is known, what was taken most often comes first', () => {
    const found = ranking.recommend({ user: 'nobody', history: ['new'], k: 30 });
    expect(found).toMatchObject({ basis: 'popularity', unknown: ['nobody', 'new'] });
    const scores = found.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.reduce((sum, score) => sum + score, 0)).toBe(histories.items.length);
    expect(ranking.recommend({ history: [], k: 3 }).basis).toBe('popularity');
  });

  test('of ratings, the mean user stands in for one of whom nothing is known', () => {
    const found = ratings.recommend({ user: 'nobody', k: 30 });
    expect(found).toMatchObject({ basis: 'popularity', unknown: ['nobody'] });
    for (const { score } of found.items) expect(score > 1 && score < 5).toBe(true);
  });

  test.each<[string, unknown]>([
    ['recommend: expected a user or a history, found neither', { k: 3 }],
    ['recommend, k: expected a whole number of at least 1, found 0', { user: 'u1', k: 0 }],
    ['recommend, k: expected a whole number of at least 1, found none', { user: 'u1' }],
    ['recommend, history: expected a list of ids, found [1]', { history: [1], k: 3 }],
    ['recommend, top: expected a field of user, history, k', { user: 'u1', k: 3, top: 3 }],
    ['recommend: expected a request, found null', null],
  ])('refuses what is no request: %s', (message, request) => {
    const ask = () => ratings.recommend(request as RecommendRequest);
    expect(ask).toThrow(StudentError);
    expect(ask).toThrow(message);
  });
});

describe('a new user of ratings', () => {
  test('who likes nothing in particular is the mean user, and likes draw the ratings up', () => {
    const mean = ratings.score({ history: [], items: vocabulary.items });
    const liked = ['i3', 'i14', 'i20'];
    const found = ratings.score({ history: liked, items: vocabulary.items });
    expect(found.basis).toBe('fold-in');
    const scoreOf = (list: typeof found, id: string) =>
      list.items.find(({ item }) => item === id)?.score ?? 0;
    for (const id of liked) expect(scoreOf(found, id)).toBeGreaterThan(scoreOf(mean, id));
  });

  test('is held to the mean user by a large regularisation, and gives liked items their rating by a small one', async () => {
    const foldIn = (regularisation: number) => ({ foldIn: { regularisation, likedRating: 4.2 } });
    const open = async (regularisation: number) =>
      (await loadStudent(await savedRatings(temporaryFolder(), foldIn(regularisation)))) as Student;
    const [firm, loose] = [await open(1e9), await open(1e-5)];
    const history = ['i3', 'i14'];
    const mean = firm.score({ history: [], items: history });
    firm.score({ history, items: history }).items.forEach(({ score }, i) => {
      expect(score).toBeCloseTo(mean.items[i].score as number, 4);
    });
    for (const { score } of loose.score({ history, items: history }).items) expect(score).toBeCloseTo(4.2, 2);
  });
});

describe('score', () => {
  test('answers in the order of the request, null for what is unknown', () => {
    const found = ratings.score({ user: 'u2', items: ['i7', 'new', 'i2', 'i7'] });
    expect(found.items.map(({ item }) => item)).toEqual(['i7', 'new', 'i2', 'i7']);
    expect(found.items[1].score).toBe(null);
    expect(found.items[0].score).toBe(found.items[3].score);
    expect(found.unknown).toEqual(['new']);
  });
});

describe('loadStudent', () => {
  test('takes a path, a path with a slash behind, and a file: URL', async () => {
    const folder = await savedRatings(temporaryFolder());
    const best = ratings.recommend({ user: 'u1', k: 5 });
    for (const source of [folder, `${folder}/`, pathToFileURL(folder), pathToFileURL(folder).href]) {
      const student = (await loadStudent(source)) as Student;
      expect(student.recommend({ user: 'u1', k: 5 })).toEqual(best);
    }
  });

  test('reads the titles beside the model, and refuses those of another one', async () => {
    const folder = await savedRatings(temporaryFolder());
    expect(((await loadStudent(folder)) as Student).titles).toBe(null);
    writeFileSync(join(folder, 'titles.json'), JSON.stringify(names('title ', 30)));
    expect(((await loadStudent(folder)) as Student).titles?.[4]).toBe('title 4');
    writeFileSync(join(folder, 'titles.json'), JSON.stringify(['one']));
    await expect(loadStudent(folder)).rejects.toThrow('expected 30 texts');
  });

  test('says what is wrong with a folder, a version and a kind', async () => {
    await expect(loadStudent('/nowhere')).rejects.toThrow(
      '/nowhere/model.json: expected a saved student, found no such file',
    );
    const folder = await savedRatings(temporaryFolder());
    const path = join(folder, 'model.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, 100));
    await expect(loadStudent(folder)).rejects.toThrow(`${path}: expected JSON`);
    writeFileSync(path, text.replace('"formatVersion": 1', '"formatVersion": 2'));
    await expect(loadStudent(folder)).rejects.toThrow('formatVersion: expected 1, found 2');
    writeFileSync(path, text.replace('"matrix-factorization"', '"cross-encoder"'));
    await expect(loadStudent(folder)).rejects.toThrow(
      'kind: expected compact-factorization, feed-forward, linear',
    );
  });
});
