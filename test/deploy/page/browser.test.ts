import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildPage, type ServedPage, servePage } from '../../../src/deploy/page';
import { pageFiles } from '../../../src/deploy/page/precache';
import { findChromium } from '../../../src/plot/figure-png';
import { loadStudent, type Student } from '../../../src/student';
import { faultsOfAccess } from './access';
import { madeRankings, madeRatings, madeTeacherLists, titleOf } from './made-students';

const executablePath = findChromium(process.env);
if (executablePath === null) console.warn('skipped: the page in a browser, as no Chromium is installed');

const root = mkdtempSync(join(tmpdir(), 'recdistill page é '));
afterAll(() => rmSync(root, { recursive: true }));

/** What a list of the page shows. */
const shown = (page: Page, role: string) =>
  page.$$eval(`.list.${role} button.row`, (rows) => rows.map((row) => row.getAttribute('data-item')));

async function pick(page: Page, text: string): Promise<void> {
  await page.fill('#search', text);
  await page.press('#search', 'Enter');
}

describe.runIf(executablePath !== null)('in Chromium, the page', () => {
  const folders = { distilled: '', scratch: '', page: join(root, 'page'), wide: join(root, 'wide') };
  let browser: Browser;
  let context: BrowserContext;
  let served: ServedPage;
  let page: Page;
  let requests: string[];
  let complaints: string[];

  const counting = createServer(async ({ url = '/' }, response) => {
    asked.push(url);
    const answer = await fetch(new URL(url, served.address));
    response.writeHead(answer.status, {
      'content-type': String(answer.headers.get('content-type')),
      'cache-control': String(answer.headers.get('cache-control')),
    });
    response.end(new Uint8Array(await answer.arrayBuffer()));
  });
  const asked: string[] = [];

  beforeAll(async () => {
    folders.distilled = await madeRatings(root, 'distilled', 1);
    folders.scratch = await madeRatings(root, 'scratch', 2);
    const [model, scratch] = [folders.distilled, folders.scratch];
    const teacherLists = madeTeacherLists(root);
    await buildPage({ model, scratch, teacherLists, title: 'made films', outFolder: folders.page });
    served = await servePage({ folder: folders.page, host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: executablePath as string, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    counting.close();
  });

  async function open(address = served.address, options = {}): Promise<void> {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    page = await context.newPage();
    [requests, complaints] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(address);
    await page.waitForSelector('#lists button.row, #failure:not([hidden])');
  }
  afterEach(async () => {
    await context?.close();
  });

  describe('opened on a made catalogue', () => {
    beforeEach(() => open());
    afterEach(() => expect(complaints).toEqual([]));

    test('shows for a stored viewer what Node recommends, beside the teacher’s list', async () => {
      const request = { user: 'u1', history: ['i3', 'i8', 'i14'], k: 10 };
      for (const role of ['distilled', 'scratch'] as const) {
        const student = (await loadStudent(folders[role])) as Student;
        const best = student.recommend(request).items.map(({ item }) => item);
        expect(await shown(page, role)).toEqual(best);
      }
      expect(await shown(page, 'teacher')).toEqual(
        [59, 58, 57, 56, 55, 54, 53, 52, 51, 50].map((i) => `i${i}`),
      );
    });

    test('recommends at once for what is picked by keyboard, as Node does for a new user', async () => {
      await page.click('#clear');
      await pick(page, 'hidden orchard');
      await page.fill('#search', 'Elegant Cafe');
      await page.press('#search', 'ArrowDown');
      await page.press('#search', 'ArrowUp');
      expect(await page.getAttribute('#search', 'aria-activedescendant')).toBe('found-0');
      await page.press('#search', 'Enter');
      const picked = await page.$$eval('#chips .name', (all) => all.map((one) => one.textContent));
      expect(picked[0]).toMatch(/^The Hidden Orchard/);
      expect(picked[1]).toMatch(/^The Élégant Café/);
      const student = (await loadStudent(folders.distilled)) as Student;
      const history = picked.map((name) => `i${String(name).split(' ').pop()}`);
      const answer = student.recommend({ history, k: 10 });
      expect(answer.basis).toBe('fold-in');
      expect(await shown(page, 'distilled')).toEqual(answer.items.map(({ item }) => item));
      expect(await page.textContent('.list.teacher')).toContain('Choose one to compare.');
      expect(await page.textContent('#status')).toContain('10 recommendations for 2 picks');
    });

    test('drops a pick and keeps the keyboard’s place', async () => {
      await page.focus('#chips button');
      await page.keyboard.press('Enter');
      expect(await page.$$eval('#chips li', (all) => all.length)).toBe(2);
      expect(await page.evaluate('document.activeElement.closest("#chips") !== null')).toBe(true);
      expect(await page.textContent('.list.teacher')).toContain('whose picks you have changed since');
    });

    test('says why an item is there by the vectors’ cosine', async () => {
      const student = (await loadStudent(folders.distilled)) as Student;
      const row = page.locator('.list.distilled button.row').nth(2);
      const item = (await row.getAttribute('data-item')) as string;
      await row.focus();
      await page.keyboard.press('Enter');
      expect(await row.getAttribute('aria-pressed')).toBe('true');
      const vector = (id: string) => [...(student.itemVector(id) as Float32Array)];
      const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0);
      const cosine = (a: number[], b: number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      const expected = [3, 8, 14]
        .map((pick) => ({ pick, likeness: cosine(vector(item), vector(`i${pick}`)) }))
        .sort((a, b) => b.likeness - a.likeness)
        .map(({ pick, likeness }) => `${titleOf(pick)}${likeness.toFixed(2)}`);
      expect(await page.$$eval('#why li', (all) => all.map((one) => one.textContent))).toEqual(expected);
    });

    test('softens the rating’s distribution as the slider says', async () => {
      const student = (await loadStudent(folders.distilled)) as Student;
      const [item] = (await shown(page, 'distilled')) as string[];
      const logits = student.levelLogits({ user: 'u1', history: ['i3'], item }) as Float32Array;
      expect(await page.inputValue('#temperature')).toBe('2');
      for (const temperature of [2, 8]) {
        await page.fill('#temperature', String(temperature));
        const shares = [...logits].map((logit) => Math.exp(logit / temperature));
        const sum = shares.reduce((a, b) => a + b);
        const likeliest = Math.round((100 * Math.max(...shares)) / sum);
        const words = (await page.getAttribute('#temperature', 'aria-valuetext')) as string;
        expect(words).toContain(`T = ${temperature}.`);
        expect(words).toContain(`is the likeliest, ${likeliest}%`);
        expect(await page.getAttribute('#softened svg', 'aria-label')).toBe(
          words.slice(`T = ${temperature}. `.length),
        );
      }
      expect(await page.$$eval('#softened rect.bar', (bars) => bars.length)).toBe(10);
    });

    test('answers within 5 ms on a processor four times as slow', async () => {
      await slowDown();
      expect(await leastLatency('orchard')).toBeLessThan(5);
    });
  });

  test('fetches each file once, asks nobody else, and opens again offline', async () => {
    await new Promise<void>((done) => counting.listen(0, '127.0.0.1', done));
    const address = `http://127.0.0.1:${(counting.address() as AddressInfo).port}/`;
    await open(address);
    await page.waitForSelector('#offline:not(:empty)');
    await page.reload();
    await page.waitForSelector('#lists button.row');
    const lasting = asked.filter((url) => /^\/(models|assets|teacher)/.test(url)).sort();
    expect(lasting.filter((url) => url.endsWith('.safetensors'))).toHaveLength(2);
    expect(lasting).toEqual([...new Set(lasting)]);
    expect(requests.filter((url) => !url.startsWith(address))).toEqual([]);
    const best = await shown(page, 'distilled');
    await context.setOffline(true);
    await page.reload();
    await page.waitForSelector('#lists button.row');
    expect(await shown(page, 'distilled')).toEqual(best);
    await pick(page, 'orchard');
    expect(await page.$$eval('#chips li', (all) => all.length)).toBe(4);
  });

  async function slowDown(): Promise<void> {
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }

  /** What the page measures for five picks more; the least of them, as other work may hold up this machine. */
  async function leastLatency(text: string): Promise<number> {
    const start = await page.$$eval('#chips li', (all) => all.length);
    const found: number[] = [];
    for (let more = 1; more <= 5; more++) {
      await pick(page, text);
      const own = await page.waitForSelector(`#facts[data-picks="${start + more}"]`);
      found.push(Number(await own.getAttribute('data-latency-ms')));
    }
    return Math.min(...found);
  }

  test.each([
    { colorScheme: 'light' as const, width: 1280 },
    { colorScheme: 'dark' as const, width: 360 },
  ])('is fit for all at $width px in $colorScheme colours', async ({ colorScheme, width }) => {
    await open(served.address, { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    await page.fill('#search', 'orchard');
    expect(await page.evaluate(faultsOfAccess)).toEqual([]);
    const bodyColour = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await bodyColour();
    await page.click('#theme');
    expect(await bodyColour()).not.toBe(before);
    expect(await page.evaluate(faultsOfAccess)).toEqual([]);
  });

  test('says plainly that a damaged model is one, and recommends nothing', async () => {
    const weights = pageFiles(folders.page).find((name) => /distilled.*safetensors$/.test(name)) as string;
    const path = join(folders.page, weights);
    const whole = readFileSync(path);
    const damaged = Uint8Array.from(whole);
    damaged[damaged.length - 5] ^= 1;
    writeFileSync(path, damaged);
    try {
      await open();
      expect(await page.textContent('#failure')).toMatch(
        /The model cannot be used.*expected weights with sha256/s,
      );
      expect(await page.isHidden('#demo')).toBe(true);
    } finally {
      writeFileSync(path, whole);
    }
  });

  test('recommends ten of 10,000 items within 5 ms on a processor four times as slow, and as Node does', async () => {
    const model = await madeRankings(root);
    await buildPage({ model, title: 'many', outFolder: folders.wide });
    const wide = await servePage({ folder: folders.wide, host: '127.0.0.1', port: 0 });
    try {
      await open(wide.address);
      await pick(page, 'i77');
      const student = (await loadStudent(model)) as Student;
      const best = student.recommend({ history: ['i77'], k: 10 }).items.map(({ item }) => item);
      expect(await shown(page, 'distilled')).toEqual(best);
      expect(await page.$$eval('.list', (all) => all.length)).toBe(1);
      await slowDown();
      expect(await leastLatency('i5')).toBeLessThan(5);
      await page.waitForSelector('#offline:not(:empty)');
      await context.setOffline(true);
      await page.reload();
      await page.waitForSelector('#lists button.row');
      expect(complaints).toEqual([]);
    } finally {
      await wide.stop();
    }
  });
});
