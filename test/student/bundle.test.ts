import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClickStudent, loadStudent, type Student } from '../../src/student';
import { savedClicks, savedRanking, savedRatings } from './saved-students';

const project = resolve(__dirname, '..', '..');
const root = mkdtempSync(join(tmpdir(), 'recdistill student é '));
const folders = {
  ratings: join(root, 'ratings'),
  ranking: join(root, 'ranking'),
  clicks: join(root, 'clicks'),
};
const rows = [
  { age: 3, shop: 'a' },
  { age: null, shop: 'ö' },
];

beforeAll(async () => {
  const script = join(project, 'scripts', 'setup', 'bundle-student.mjs');
  execFileSync(process.execPath, [script, join(project, 'src', 'student', 'index.ts'), join(root, 'bundle')]);
  for (const save of [savedRatings, savedRanking, savedClicks]) await save(root);
});
afterAll(() => rmSync(root, { recursive: true }));

/** What any platform must answer. */
async function expectedAnswers() {
  const ratings = (await loadStudent(folders.ratings)) as Student;
  const ranking = (await loadStudent(folders.ranking)) as Student;
  const clicks = (await loadStudent(folders.clicks)) as ClickStudent;
  return {
    ratings: ratings.recommend({ user: 'u1', k: 10 }),
    liked: ratings.recommend({ history: ['i1', 'i2'], k: 10 }),
    ranking: ranking.recommend({ user: 'u3', k: 10 }),
    clicks: Array.from(clicks.probabilities(rows)),
  };
}

/** The same questions in a program of its own, as text. */
const program = (entry: string, folder: (name: string) => string) => `(async () => {
  const { loadStudent } = await import(${JSON.stringify(entry)});
  const ratings = await loadStudent(${folder('ratings')});
  const ranking = await loadStudent(${folder('ranking')});
  const clicks = await loadStudent(${folder('clicks')});
  return {
    ratings: ratings.recommend({ user: 'u1', k: 10 }),
    liked: ratings.recommend({ history: ['i1', 'i2'], k: 10 }),
    ranking: ranking.recommend({ user: 'u3', k: 10 }),
    clicks: Array.from(clicks.probabilities(${JSON.stringify(rows)})),
  };
})()`;

/** The module and all that it loads at once. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(join(root, 'bundle', name), 'utf8');
  for (const [, next] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) withImports(next, found);
  return found;
}

/** Bytes of gzip of all that a page loads for a student. */
function sizeWith(modules: readonly string[]): number {
  const needed = new Set(['index.mjs', ...modules].flatMap((name) => [...withImports(name)]));
  const sizes = [...needed].map(
    (name) => gzipSync(readFileSync(join(root, 'bundle', name)), { level: 9 }).length,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The only module of such a name, whatever hash stands behind it. */
function moduleOf(name: string): string {
  const found = readdirSync(join(root, 'bundle')).filter((file) =>
    new RegExp(`^${name}-[A-Z0-9]+.mjs$`).test(file),
  );
  expect(found, name).toHaveLength(1);
  return found[0];
}

const ratings = ['feed-forward', 'linear', 'matrix-factorization', 'text-rating'];
const rankings = [
  ...['gru', 'light-gcn', 'matrix-factorization-ranking', 'mean-of-history', 'mult-vae'],
  ...['transformer-kinds', 'two-tower'],
];

describe('the bundle', () => {
  test.each([
    ['click', ['open-click-student']],
    ...ratings.map((kind): [string, string[]] => [kind, ['rating-kinds', kind]]),
    ...rankings.map((kind): [string, string[]] => [kind, ['ranking-kinds', kind]]),
  ])('is under 15 kB gzipped with all that a student needs: %s', (_, modules) => {
    expect(sizeWith(modules.map(moduleOf))).toBeLessThan(15_000);
  });

  test('gives in Node, as an ES module, what the library gives', async () => {
    const entry = pathToFileURL(join(root, 'bundle', 'index.mjs')).href;
    const code = program(entry, (name) => `new URL(${JSON.stringify(pathToFileURL(join(root, name)).href)})`);
    const out = execFileSync(process.execPath, [
      '--input-type=module',
      '-e',
      `console.log(JSON.stringify(await ${code}))`,
    ]);
    expect(JSON.parse(out.toString())).toEqual(await expectedAnswers());
  });
});

/** A runtime by its environment variable, else from the path; null, and why, where there is none. */
function findRuntime(name: 'deno' | 'bun'): string | null {
  const variable = `RECDISTILL_${name.toUpperCase()}`;
  const found = [
    process.env[variable] ?? '',
    ...(process.env.PATH ?? '').split(delimiter).map((at) => join(at, name)),
  ];
  const program = found.find((path) => path !== '' && existsSync(path)) ?? null;
  if (program === null)
    console.warn(`skipped: the student in ${name}, as none is on the PATH and ${variable} names none`);
  return program;
}

describe.each([
  ['deno', ['run', '--quiet', '--no-config', '--no-lock', '--allow-read']],
  ['bun', ['run']],
] as const)('in %s, the bundle', (name, words) => {
  const runtime = findRuntime(name);

  /** What a program prints with a student's module at hand. */
  function printed(file: string, text: string): string {
    const path = join(root, `${name}-${file}.mjs`);
    writeFileSync(path, text);
    return execFileSync(runtime as string, [...words, path], {
      env: { ...process.env, NO_COLOR: '1' },
    }).toString();
  }

  test.runIf(runtime !== null)('gives what the library gives in Node', async () => {
    const code = program('./bundle/index.mjs', (folder) =>
      JSON.stringify(folders[folder as keyof typeof folders]),
    );
    expect(JSON.parse(printed('answers', `console.log(JSON.stringify(await ${code}))`))).toEqual(
      await expectedAnswers(),
    );
  });

  test.runIf(runtime !== null)('says what is missing where there is no student', () => {
    const text = `import { loadStudent } from './bundle/index.mjs';
      await loadStudent('nowhere').catch((error) => console.log(error.message));`;
    expect(printed('missing', text)).toContain(
      'nowhere/model.json: expected a saved student, found no such file',
    );
  });
});

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (browserPath === undefined) console.warn('skipped: the student in a browser, as no Chromium is installed');

describe.runIf(browserPath !== undefined)('in Chromium', () => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    server = createServer(({ url = '/' }, response) => {
      const path = join(root, decodeURI(new URL(url, 'http://x').pathname));
      const isFile = /\.(mjs|json|safetensors)$/.test(path) && existsSync(path);
      const type = path.endsWith('.mjs') ? 'text/javascript' : 'application/octet-stream';
      if (isFile) response.writeHead(200, { 'content-type': type }).end(readFileSync(path));
      else response.writeHead(url === '/' ? 200 : 404, { 'content-type': 'text/html' }).end('<p>Students');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test('a page gives what Node gives, from a relative URL', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const found = await page.evaluate(program('/bundle/index.mjs', (name) => JSON.stringify(`./${name}`)));
    expect(found).toEqual(await expectedAnswers());
  });

  test('a page that asks for a folder without a student is told so', async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const message = page.evaluate(`import('/bundle/index.mjs').then((own) => own.loadStudent('nothing'))`);
    await expect(message).rejects.toThrow('nothing/model.json: expected a saved student, found no such file');
  });
});
