import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomic } from '../files/atomic-write';
import { plotlyScript } from '../plot';
import { projectFolder, pythonOfProject } from './project-folder';

const REQUIRE_JS = /<script src="[^"]*require[^"]*\.js"><\/script>/;

/** Puts plotly.js into a page's head, where the figures' scripts find it as `window.Plotly`. */
export function withPlotly(page: string): string {
  // Beside an AMD loader plotly.js would register there and not as window.Plotly; no output needs the loader.
  const plain = page.replace(REQUIRE_JS, '');
  return plain.replace(/<head>/, (head) => `${head}\n${plotlyScript()}`);
}

/**
 * Writes an HTML page for each executed notebook; their plots can be zoomed and hovered without a network.
 * @returns the pages' paths, in the notebooks' order
 */
export async function writeHtmlPages({
  notebooks,
  folder,
  signal,
}: {
  notebooks: readonly string[];
  folder: string;
  signal?: AbortSignal;
}): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const pages = notebooks.map((path) => join(folder, `${basename(path, '.ipynb')}.html`));
  const script = join(projectFolder(), 'scripts', 'notebooks', 'to_html.py');
  const pairs = notebooks.flatMap((path, i) => [path, pages[i]]);
  await promisify(execFile)(pythonOfProject(), [script, ...pairs], { signal, maxBuffer: 1 << 26 });
  for (const page of pages) writeFileAtomic(page, withPlotly(readFileSync(page, 'utf8')));
  return pages;
}
