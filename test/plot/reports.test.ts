import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  closeFigureBrowser,
  figureFragment,
  figureToHtml,
  figureToPng,
  findChromium,
  htmlReport,
  markdownReport,
  type Report,
  ratingsHistogram,
  tableHtml,
  tableMarkdown,
  tableText,
  writeReport,
} from '../../src/plot';
import { inlineHtml } from '../../src/plot/html-text';

const figure = ratingsHistogram({ title: 'Ratings </script> & more', ratings: [1, 2, 2], levels: [1, 2] });
const rows = [
  { model: 'teacher', rmse: 0.9, weights: 22_700_000 },
  { model: 'a | b', rmse: null, weights: 9000 },
  { model: 'linear', rmse: 1, weights: 12 },
];
const report: Report = {
  title: 'A <report>',
  sections: [
    {
      heading: 'Found',
      paragraphs: ['The `student` is **good**, see [paper](https://arxiv.org/abs/1503.02531).'],
      tables: [{ rows, digits: 2, caption: 'Errors' }],
      figures: [figure],
    },
  ],
  footer: 'Made by a test.',
};

afterAll(closeFigureBrowser);

describe('tables', () => {
  const table = { rows, digits: 2 };

  it('are Markdown with numbers at the right, one precision a column, and bars escaped', () => {
    expect(tableMarkdown(table)).toBe(
      [
        '| model | rmse | weights |',
        '| --- | ---: | ---: |',
        '| teacher | 0.90 | 22,700,000 |',
        '| a \\| b | – | 9000 |',
        '| linear | 1.00 | 12 |',
      ].join('\n'),
    );
  });

  it('are aligned text', () => {
    expect(tableText(table).split('\n')[1]).toBe('-------  ----  ----------');
    expect(tableText(table).split('\n')[4]).toBe('linear   1.00          12');
  });

  it('are HTML that escapes what stands in a cell', () => {
    expect(tableHtml({ rows: [{ '<b>': '<i>' }], digits: 0 })).toContain(
      '<th style="text-align:left">&lt;b&gt;</th>',
    );
    expect(tableHtml({ rows: [{ a: '<i>' }], digits: 0 })).toContain('&lt;i&gt;');
  });
});

describe('inlineHtml', () => {
  it('knows code, bold and links, and no script', () => {
    expect(inlineHtml('`a` **b** [c](https://d.org/e)')).toBe(
      '<code>a</code> <strong>b</strong> <a href="https://d.org/e">c</a>',
    );
    expect(inlineHtml('[x](javascript:alert)')).not.toContain('<a');
    expect(inlineHtml('<script>')).toBe('&lt;script&gt;');
  });
});

describe('pages', () => {
  it('figureFragment carries no plotly.js and cannot be broken out of by a title', () => {
    const fragment = figureFragment(figure);
    expect(fragment.length).toBeLessThan(20_000);
    expect(fragment.match(/<\/script>/g)).toHaveLength(1);
  });

  it('a report holds plotly.js once and asks nothing of the network', () => {
    const section = report.sections[0];
    const page = htmlReport({ ...report, sections: [section, section] });
    expect(page.match(/plotly\.js \(cartesian - minified\)/g)).toHaveLength(1);
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=/);
    expect(page).toContain('<h1>A &lt;report&gt;</h1>');
    expect(htmlReport({ ...report, sections: [{ ...section, figures: [] }] }).length).toBeLessThan(10_000);
  });

  it('markdownReport names the pictures in their order and says where there is none', () => {
    const sections = [report.sections[0], { ...report.sections[0], heading: 'Again' }];
    const text = markdownReport({ report: { ...report, sections }, images: ['one.png', null] });
    expect(text).toContain('![Ratings </script> & more](one.png)');
    expect(text).toMatch(/## Again[\s\S]*drawn in the HTML report/);
  });
});

describe.skipIf(findChromium(process.env) === null)('with a Chromium', () => {
  it('figureToPng draws at the size and scale asked for, and the browser is there for the next figure', async () => {
    for (const [width, scale] of [
      [400, 1],
      [500, 2],
    ] as const) {
      const png = Buffer.from((await figureToPng({ figure, width, height: 300, scale })) ?? []);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([scale * width, scale * 300]);
    }
  });

  it('figureToHtml draws itself without a network, in light, in dark and on a phone', async () => {
    const { chromium } = await import('playwright-core');
    const executablePath = findChromium(process.env) as string;
    const browser = await chromium.launch({
      executablePath,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
    try {
      for (const [colorScheme, background] of [
        ['light', 'rgb(255, 255, 255)'],
        ['dark', 'rgb(21, 24, 29)'],
      ] as const) {
        const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 700 } });
        await page.route('http*://**', (route) => route.abort());
        await page.setContent(figureToHtml(figure));
        await page.waitForSelector('.main-svg');
        const style = "getComputedStyle(document.querySelector('.main-svg')).background";
        expect(await page.evaluate(style)).toContain(background);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
        await page.close();
      }
    } finally {
      await browser.close();
    }
  });

  it('writeReport writes the page, the Markdown and a picture a figure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-'));
    const paths = await writeReport({ folder, name: 'result', report });
    expect(paths).toEqual(['result.html', 'result.md', 'result-1.png'].map((file) => join(folder, file)));
    for (const path of paths) expect(existsSync(path)).toBe(true);
    expect(readFileSync(join(folder, 'result.md'), 'utf8')).toContain('](result-1.png)');
    rmSync(folder, { recursive: true });
  });
});

describe('figureToPng', () => {
  it('gives null where the browser does not start', async () => {
    await closeFigureBrowser();
    const before = process.env.CHROME_PATH;
    // Node does not take Chromium's flags and ends at once.
    process.env.CHROME_PATH = process.execPath;
    try {
      expect(await figureToPng({ figure, width: 300, height: 200, scale: 1 })).toBeNull();
    } finally {
      await closeFigureBrowser();
      if (before === undefined) delete process.env.CHROME_PATH;
      else process.env.CHROME_PATH = before;
    }
  });
});

describe('findChromium', () => {
  it('gives null where there is none', () => {
    const found = findChromium({ PATH: '/nowhere' });
    expect(process.platform === 'darwin' || found === null).toBe(true);
  });

  it('takes CHROME_PATH before the PATH, if it exists', () => {
    expect(findChromium({ CHROME_PATH: process.execPath, PATH: process.env.PATH })).toBe(process.execPath);
    expect(findChromium({ CHROME_PATH: '/nowhere/chrome', PATH: '' })).not.toBe('/nowhere/chrome');
  });
});
