import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openingCommand } from '../../../src/cli/demo/open-browser';
import { buildPage, servePage } from '../../../src/deploy/page';
import { pageFiles } from '../../../src/deploy/page/precache';
import { soften } from '../../../src/deploy/page/site/soften.mjs';
import { teacherViewers } from '../../../src/deploy/page/teacher-viewers';
import { speak } from '../../cli/command-line';
import { names, savedClicks } from '../../student/saved-students';
import { madeRankings, madeRatings, madeTeacherLists, sizes } from './made-students';

const root = mkdtempSync(join(tmpdir(), 'recdistill page é '));
const outFolder = join(root, 'page');
let model: string;
let scratch: string;
beforeAll(async () => {
  model = await madeRatings(root, 'distilled', 1);
  scratch = await madeRatings(root, 'scratch', 2);
});
afterAll(() => rmSync(root, { recursive: true }));

const student = { users: names('u', sizes.users), items: names('i', sizes.items) };

test('the teacher’s lists are cut to ten, best first, without items that the student does not know', async () => {
  const [first, second] = await teacherViewers({ path: madeTeacherLists(root), student });
  expect(first).toEqual({
    name: 'u1',
    user: 'u1',
    history: [3, 8, 14],
    best: [59, 58, 57, 56, 55, 54, 53, 52, 51, 50],
  });
  expect(second).toEqual({ name: 'u2', user: 'u2', history: [5], best: [7, 9] });
});

test('lists of another catalogue are refused', async () => {
  const path = madeTeacherLists(root);
  const foreign = { users: ['x'], items: ['y'] };
  await expect(teacherViewers({ path, student: foreign })).rejects.toThrow(
    'found none in 2; is it of the same data?',
  );
});

test('softening by T is a softmax of z / T, also of large logits, and keeps their order', () => {
  const [a, b] = soften([2 * Math.log(3), 0], 2);
  expect([a, b].map((p) => p.toFixed(12))).toEqual(['0.750000000000', '0.250000000000']);
  expect([...soften([1e4, 0], 1)]).toEqual([1, 0]);
  const before = soften([3, 1, 2], 1);
  const after = soften([3, 1, 2], 8);
  expect(after[0]).toBeLessThan(before[0]);
  expect(after[0] > after[2] && after[2] > after[1]).toBe(true);
});

test('a page without scratch and teacher says so to itself, and replaces an earlier page', async () => {
  for (const title of ['first', 'a </script> & second']) await buildPage({ model, title, outFolder });
  const html = readFileSync(join(outFolder, 'index.html'), 'utf8');
  const manifest = JSON.parse(/id="manifest">(.*?)<\/script>/.exec(html)?.[1] ?? '');
  expect(manifest).toMatchObject({ title: 'a </script> & second', scratch: null, teacher: null });
  expect(readFileSync(join(outFolder, manifest.distilled.folder, 'model.safetensors'))).toEqual(
    readFileSync(join(model, 'model.safetensors')),
  );
  // nothing comes from elsewhere
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
  const kept =
    /PRECACHE = (.*);\n/.exec(readFileSync(join(outFolder, 'service-worker.js'), 'utf8'))?.[1] ?? '';
  expect(JSON.parse(kept).files).toHaveLength(pageFiles(outFolder).length - 1);
});

test('a folder with other things in it is left as it is', async () => {
  const other = join(root, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'thesis.txt'), 'years');
  const built = buildPage({ model, title: 'x', outFolder: other });
  await expect(built).rejects.toThrow('expected nothing, an empty folder or an earlier page');
  expect(existsSync(join(other, 'thesis.txt'))).toBe(true);
});

test.each([
  ['a folder without a model', async () => ({ model: join(root, 'nothing') }), 'no such file'],
  ['a student of clicks', async () => ({ model: await savedClicks(root) }), 'found one of clicks'],
  [
    'a scratch student of other data',
    async () => ({ model, scratch: await madeRankings(root) }),
    'expected a student of ratings, found one of rankings',
  ],
  ['an unknown option', async () => ({ model, teachers: 'x' }), 'did you mean "teacherLists"'],
])('%s is refused with the reason, and nothing is left behind', async (_, options, reason) => {
  const target = join(root, 'refused');
  const built = buildPage({ ...(await options()), title: 'x', outFolder: target });
  await expect(built).rejects.toThrow(reason);
  expect(existsSync(target)).toBe(false);
});

test('the command builds without serving, and refuses a scratch student without a distilled one', async () => {
  const out = join(root, 'by-command');
  const spoken = await speak('demo', '--model', model, '--scratch', scratch, '--out', out, '--build-only');
  expect(spoken).toMatchObject({ exitCode: 0, stderr: '' });
  expect(spoken.stdout).toMatch(/by-command {2}\d+ files, \d+ kB\n$/);
  const alone = await speak('demo', '--scratch', scratch, '--out', out, '--build-only');
  expect(alone.exitCode).toBe(2);
  expect(alone.stderr).toContain('--scratch: expected --model beside it, found none');
});

test('the server gives the page’s files alone, and says when its address is taken', async () => {
  const page = await servePage({ folder: outFolder, host: '127.0.0.1', port: 0 });
  const { port } = new URL(page.address);
  try {
    const get = (path: string, method = 'GET') => fetch(`${page.address}${path}`, { method });
    expect((await get('')).headers.get('cache-control')).toBe('no-cache');
    const worker = pageFiles(outFolder).find((name) => name.startsWith('models/')) as string;
    expect((await get(worker)).headers.get('cache-control')).toContain('immutable');
    for (const path of [
      'nothing.js',
      '%2e%2e/distilled/model.json',
      '..%2fdistilled%2fmodel.json',
      '%00',
      'models/',
    ])
      expect((await get(path)).status, path).toBe(404);
    expect((await get('', 'POST')).status).toBe(405);
    const second = servePage({ folder: outFolder, host: '127.0.0.1', port: Number(port) });
    await expect(second).rejects.toThrow('it is taken; give another --port');
  } finally {
    await page.stop();
  }
});

test('a browser is opened only where there is a screen', () => {
  expect(openingCommand('linux', {})).toBe(null);
  expect(openingCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open']);
  expect(openingCommand('darwin', {})).toEqual(['open']);
});
