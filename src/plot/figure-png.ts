import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkOptions } from '../errors';
import type { Figure } from './figure';
import { plotlyBundle } from './plotly-bundle';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'chrome.exe',
  'msedge.exe',
];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A browser that nobody asks for so long is closed, so that a program can end by itself. */
const idleMs = 3000;

/** The structural part of playwright-core's page that is used here. */
interface Page {
  evaluate(script: string): Promise<unknown>;
}

interface Renderer {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

let renderer: Promise<Renderer | null> | null = null;
let idleTimer: NodeJS.Timeout | null = null;
let working = 0;

/**
 * The path of a Chromium or Chrome: `CHROME_PATH`, else the first on the `PATH` or where macOS keeps applications;
 * null where there is none.
 */
export function findChromium(environment: Readonly<Record<string, string | undefined>>): string | null {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = [environment.CHROME_PATH ?? '', ...onPath, ...macApplications];
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null;
}

async function openRenderer(): Promise<Renderer | null> {
  const executablePath = findChromium(process.env);
  if (executablePath === null) return null;
  // An optional companion: where it is not installed, figures simply have no PNG.
  const playwright = await import('playwright-core').catch(() => null);
  if (playwright === null) return null;
  // A browser that does not start must not cost the report of an hour's work its text.
  const browser = await playwright.chromium.launch({ executablePath, args: flags }).catch(() => null);
  if (browser === null) return null;
  const page = await browser.newPage();
  await page.setContent('<!doctype html><meta charset="utf-8"><body></body>');
  await page.addScriptTag({ content: plotlyBundle() });
  return { page, close: () => browser.close() };
}

/** Closes the browser that {@link figureToPng} keeps between figures; it also closes by itself after a while. */
export async function closeFigureBrowser(): Promise<void> {
  const open = renderer;
  renderer = null;
  if (idleTimer) clearTimeout(idleTimer);
  await (await open)?.close();
}

function closeWhenIdle(): void {
  if (idleTimer) clearTimeout(idleTimer);
  idleTimer = setTimeout(() => {
    if (working === 0) void closeFigureBrowser();
  }, idleMs);
  idleTimer.unref();
}

/**
 * The figure as a PNG, drawn by the Chromium of this machine. The browser
 * is kept for the next figure.
 * @param options.width in CSS pixels
 * @param options.height in CSS pixels
 * @param options.scale dots a CSS pixel; 2 for dense screens
 * @returns null where no Chromium is found or starts, or playwright-core is not installed
 */
export async function figureToPng(options: {
  readonly figure: Figure;
  readonly width: number;
  readonly height: number;
  readonly scale: 1 | 2;
}): Promise<Uint8Array | null> {
  checkOptions('figureToPng', options, ['figure', 'width', 'height', 'scale']);
  const { figure, width, height, scale } = options;
  working++;
  try {
    renderer ??= openRenderer();
    const open = await renderer;
    if (open === null) return null;
    const sized = { data: figure.data, layout: { ...figure.layout, width, height } };
    const address = await open.page.evaluate(
      `Plotly.toImage(${JSON.stringify(sized)}, { format: 'png', width: ${width}, height: ${height}, scale: ${scale} })`,
    );
    return Buffer.from(String(address).replace(/^data:image\/png;base64,/, ''), 'base64');
  } finally {
    working--;
    closeWhenIdle();
  }
}
