import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecommendationData } from '../../src/data';
import { ratingToOnnx } from '../../src/deploy/export';
import { softmaxRows } from '../../src/distill';
import { expectationOf } from '../../src/evaluate';
import { loadModel, predictLogits, type RatingModel, saveModel } from '../../src/models';
import { findChromium } from '../../src/plot/figure-png';
import { Random } from '../../src/random';
import { loadStudent, type Student } from '../../src/student';
import { FastTopK } from '../../src/student/wasm/fast-top-k';
import { distilledStudent, ratedData } from '../student/distilled-student';
import { OnnxRun } from './export/run-onnx';
import { post, started } from './serve/started';

const [ASKED, K, ALL_SCORES] = [1000, 10, 20];
const root = mkdtempSync(join(tmpdir(), 'recdistill-six-'));
const folder = join(root, 'model');
let data: RecommendationData;
let model: RatingModel;
/** Drawn with repetition. */
let asked: readonly string[];
/** By user, the ratings of all items as TensorFlow gives them. */
const expected = new Map<string, Float32Array>();

const range = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const ratings = (logits: Float32Array) => {
  const probabilities = softmaxRows({ logits, classes: data.levels.length, temperature: 1 });
  return Float32Array.from(expectationOf({ probabilities, levels: data.levels }));
};

beforeAll(async () => {
  data = await ratedData();
  const trained = distilledStudent(data);
  const vocabulary = { users: data.users.ids, items: data.items.ids };
  await saveModel({ folder, model: trained, vocabulary, levels: data.levels, metadata: {} });
  trained.dispose();
  model = (await loadModel({ folder })).model;
  const random = new Random(11);
  asked = Array.from({ length: ASKED }, () => data.users.ids[random.integer(data.users.ids.length)]);
  const items = range(data.items.ids.length);
  for (const user of new Set(asked)) {
    const users = new Int32Array(items.length).fill(data.users.ids.indexOf(user));
    expected.set(user, ratings(predictLogits({ model, pairs: { users, items } })));
  }
});
afterAll(() => {
  model?.dispose();
  rmSync(root, { recursive: true, force: true });
});

interface Best {
  readonly items: readonly { readonly item: string; readonly score: number }[];
}

/** The best of all ratings, ties by id. */
function bestOf(scores: Float32Array): Best {
  const all = data.items.ids.map((item, i) => ({ item, score: scores[i] }));
  all.sort((a, b) => b.score - a.score || (a.item < b.item ? -1 : 1));
  return { items: all.slice(0, K) };
}

/** The ten best of each user are those of TensorFlow in its order, and every score is within 1e-5 of its own. */
function expectAlike(way: (user: string, i: number) => Best): void {
  asked.forEach((user, i) => {
    const scores = expected.get(user) as Float32Array;
    const [found, own] = [way(user, i).items, bestOf(scores).items];
    expect(found.map(({ item }) => item)).toEqual(own.map(({ item }) => item));
    found.forEach(({ score }, place) => {
      expect(Math.abs(score - own[place].score)).toBeLessThan(1e-5);
    });
  });
}

function expectAllNear(found: ArrayLike<number | null>, user: string): void {
  const own = expected.get(user) as Float32Array;
  expect(found.length).toBe(own.length);
  for (let item = 0; item < own.length; item++)
    expect(Math.abs((found[item] ?? Number.NaN) - own[item])).toBeLessThan(1e-5);
}

const scoresOf = ({ items }: { items: readonly { score: number | null }[] }) =>
  items.map(({ score }) => score);

function expectOfStudent(student: Student): void {
  expectAlike((user) => student.recommend({ user, k: K }));
  for (const user of asked.slice(0, ALL_SCORES))
    expectAllNear(scoresOf(student.score({ user, items: data.items.ids })), user);
}

describe('1,000 random users of a distilled student get what TensorFlow gives', () => {
  test('from the student by WebAssembly', async () => {
    expect(FastTopK.over({ vectors: new Float32Array(2), width: 2, biases: null })).not.toBeNull();
    expectOfStudent((await loadStudent(folder)) as Student);
  });

  test('from the student without WebAssembly', async () => {
    const { WebAssembly: value } = globalThis as { readonly WebAssembly?: object };
    Object.defineProperty(globalThis, 'WebAssembly', { value: undefined, configurable: true });
    try {
      expect(FastTopK.over({ vectors: new Float32Array(2), width: 2, biases: null })).toBeNull();
      expectOfStudent((await loadStudent(folder)) as Student);
    } finally {
      Object.defineProperty(globalThis, 'WebAssembly', { value, configurable: true });
    }
  });

  test('from ONNX Runtime', async () => {
    const run = await OnnxRun.open(ratingToOnnx({ model, levels: data.levels, metadata: {} }).bytes);
    const items = range(data.items.ids.length);
    const found = new Map<string, Float32Array>();
    for (const user of expected.keys()) {
      const users = new Int32Array(items.length).fill(data.users.ids.indexOf(user));
      const { ratings } = await run.of({ users: [users, [items.length]], items: [items, [items.length]] });
      found.set(user, Float32Array.from(ratings));
      expectAllNear(ratings, user);
    }
    expectAlike((user) => bestOf(found.get(user) as Float32Array));
    await run.close();
  });

  test('over HTTP', async () => {
    const limits = { k: K, history: 10, items: data.items.ids.length, batch: 100, bodyBytes: 1_000_000 };
    const { url } = await started({ models: [{ name: 'six', folder, share: 1 }], limits });
    const answers: Best[] = [];
    for (let from = 0; from < ASKED; from += limits.batch) {
      const requests = asked.slice(from, from + limits.batch).map((user) => ({ user, k: K }));
      const { status, body } = await post(`${url}/recommend/batch`, { requests });
      expect(status).toBe(200);
      answers.push(...body.answers);
    }
    expectAlike((_, i) => answers[i]);
    for (const user of asked.slice(0, ALL_SCORES))
      expectAllNear(scoresOf((await post(`${url}/score`, { user, items: data.items.ids })).body), user);
  });
});

const executablePath = findChromium(process.env);
if (executablePath === null) console.warn('skipped: 1,000 users in a page, as no Chromium is installed');

describe.runIf(executablePath !== null)('in Chromium', () => {
  let browser: Browser;
  const server = createServer(({ url = '/' }, response) => {
    const path = join(root, decodeURI(url));
    if (url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Students');
    else if (!existsSync(path)) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': path.endsWith('.mjs') ? 'text/javascript' : 'application/json' })
        .end(readFileSync(path));
  });
  beforeAll(async () => {
    const project = resolve(__dirname, '..', '..');
    const script = join(project, 'scripts', 'setup', 'bundle-student.mjs');
    execFileSync(process.execPath, [
      ...[script, join(project, 'src', 'student', 'index.ts'), join(root, 'bundle')],
    ]);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  test('a page gives 1,000 random users what TensorFlow gives', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const { best, scores } = (await page.evaluate(`(async () => {
      const { loadStudent } = await import('/bundle/index.mjs');
      const student = await loadStudent('./model');
      const asked = ${JSON.stringify(asked)};
      return {
        best: asked.map((user) => student.recommend({ user, k: ${K} })),
        scores: asked.slice(0, ${ALL_SCORES}).map((user) => student.score({ user, items: student.items })),
      };
    })()`)) as { best: Best[]; scores: Parameters<typeof scoresOf>[0][] };
    expectAlike((_, i) => best[i]);
    scores.forEach((answer, i) => {
      expectAllNear(scoresOf(answer), asked[i]);
    });
  });
});
