import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium, htmlReport } from '../../src/plot';
import { speak } from './command-line';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run's folder with a result that was published. */
function runFolder(name: string): string {
  const run = join(folder, name);
  mkdirSync(run, { recursive: true });
  copyFileSync(join('reports', `${name}.json`), join(run, 'result.json'));
  return run;
}

describe('report of a distillation', () => {
  // pictures take a browser's time and are tested where they are drawn
  beforeEach(() => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('CHROME_PATH', '');
  });
  afterEach(() => vi.unstubAllEnvs());

  it.each(['ranking', 'click'])('writes a page, Markdown and figures of %s', async (name) => {
    const run = runFolder(name);
    const { exitCode, stdout, stderr } = await speak('report', run);
    expect(exitCode, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(
      ['report.html', 'report.md', 'report.json'].map((file) => join(run, file)),
    );
    const result = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
    expect(JSON.parse(readFileSync(join(run, 'report.json'), 'utf8'))).toEqual(result);
    const markdown = readFileSync(join(run, 'report.md'), 'utf8');
    expect(markdown).toContain('## To get the same figures');
    expect(markdown).toContain(`| data sha256 | ${result.data.hash} |`);
    expect(markdown).toContain(`Made by \`${result.command}\`.`);
    expect(markdown).toContain(`| seeds | ${result.settings.seeds.join(', ')} |`);
    expect(markdown).toContain(`| tensorflow | ${result.versions.tensorflow} |`);
    const page = readFileSync(join(run, 'report.html'), 'utf8');
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/);
    expect(page).toContain('aria-sort');
  });

  it('says of a result of an older form that it must be made again', async () => {
    const run = runFolder('click');
    const result = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
    writeFileSync(join(run, 'result.json'), JSON.stringify({ ...result, teacher: undefined }));
    const { exitCode, stderr } = await speak('report', run);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /lacks what this version's results hold .* run its command again: npx recdistill distill/,
    );
  });

  it('writes elsewhere with --out, and says so as JSON', async () => {
    const run = runFolder('click');
    const out = join(folder, 'mine', 'clicks.md');
    const { stdout } = await speak('report', run, '--out', out, '--json');
    const { files } = JSON.parse(stdout);
    expect(files).toEqual(
      ['clicks.html', 'clicks.md', 'clicks.json'].map((name) => join(folder, 'mine', name)),
    );
    for (const file of files) expect(existsSync(file)).toBe(true);
  });

  it.each([
    ['a folder of something else', () => folder, [], /found neither/],
    ['a file that is no Markdown', () => runFolder('click'), ['--out', 'x.html'], /ends in \.md/],
    [
      'a result of another command',
      () => {
        const other = join(folder, 'other');
        mkdirSync(other, { recursive: true });
        writeFileSync(join(other, 'result.json'), '{"models":[]}');
        return other;
      },
      [],
      /expected a result that distill wrote/,
    ],
  ])('refuses %s', async (_, place, more, message) => {
    const { exitCode, stderr } = await speak('report', place(), ...(more as string[]));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe.skipIf(findChromium(process.env) === null)('the page in a Chromium', () => {
  it('sorts a table by a column, both ways, by pointer and keyboard, and fits a phone', async () => {
    const { chromium } = await import('playwright-core');
    const rows = [
      { student: 'mf', rmse: '0.9123 ± 0.0040', weights: 12_345, p: null },
      { student: 'mlp', rmse: '0.8911 ± 0.0100', weights: 2_001, p: '< 0.001' },
      { student: 'linear', rmse: '1.0021 ± 0.0020', weights: 155, p: '0.500' },
    ];
    const page = htmlReport({
      title: 'Tables',
      sections: [{ heading: 'One', paragraphs: [], tables: [{ digits: 0, rows }] }],
      footer: '',
    });
    const browser = await chromium.launch({
      executablePath: findChromium(process.env) as string,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    try {
      const tab = await browser.newPage({ viewport: { width: 360, height: 700 } });
      const errors: unknown[] = [];
      tab.on('pageerror', (error) => errors.push(error));
      await tab.setContent(page);
      const students = () => tab.locator('tbody tr td:first-child').allInnerTexts();
      const press = (name: string) => tab.getByRole('button', { name }).click();
      await press('rmse');
      expect(await students()).toEqual(['mlp', 'mf', 'linear']);
      await press('rmse');
      expect(await students()).toEqual(['linear', 'mf', 'mlp']);
      await press('weights');
      expect(await students()).toEqual(['linear', 'mlp', 'mf']);
      await press('student');
      expect(await students()).toEqual(['linear', 'mf', 'mlp']);
      // what has no value stands last, whichever way
      await tab.getByRole('button', { name: 'p', exact: true }).focus();
      await tab.keyboard.press('Enter');
      expect(await students()).toEqual(['mlp', 'linear', 'mf']);
      await tab.keyboard.press('Enter');
      expect(await students()).toEqual(['linear', 'mlp', 'mf']);
      expect(await tab.locator('th[aria-sort]').allInnerTexts()).toEqual(['p']);
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
