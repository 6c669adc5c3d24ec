import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, readNotebook } from '../../src/notebook/notebook-file';
import { projectFolder } from '../../src/notebook/project-folder';
import { NotebookError, type NotebookProgress, runNotebooks } from '../../src/notebook/run';
import { notebookOf, saveNotebook } from './notebook-of';

const kernel = join(projectFolder(), '.venv', 'share', 'jupyter', 'kernels', 'tslab');
const missing = !existsSync(kernel) && process.env.CONDA_PREFIX === undefined;
if (missing) console.warn('test/notebook/run: skipped, no tslab kernel (run "node scripts/setup.mjs")');

let folder: string;
let out: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'notebooks é '));
  out = join(folder, 'out');
  saveNotebook(
    folder,
    '01-good',
    notebookOf("const names = ['a'];\nconst seed = 1;", 'console.log(names.join("+"), seed + 1)'),
  );
  saveNotebook(
    folder,
    '02-wrong',
    notebookOf('const seed = 1;', 'const text: string = seed;\ntext', 'console.log("never")'),
  );
  saveNotebook(folder, '04-shorthand', notebookOf('const seed = 1;', 'console.log({ seed });'));
  saveNotebook(
    folder,
    '03-throws',
    notebookOf('const seed = 1;', 'throw new RangeError("seed " + seed + " is too small")'),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  names: string[],
  settings: string[] = [],
  more: { html?: string; inPlace?: boolean; seen?: NotebookProgress[] } = {},
) {
  return runNotebooks({
    folder,
    names,
    settings,
    out,
    html: more.html ?? null,
    inPlace: more.inPlace ?? false,
    onProgress: (progress) => more.seen?.push(progress),
  });
}

describe.skipIf(missing)('runNotebooks', () => {
  it('runs a notebook, keeps its outputs and reports every cell', async () => {
    const seen: NotebookProgress[] = [];
    const [result] = await run(['good'], [], { seen });
    const executed = readNotebook(result.path);
    expect(joined(executed.cells[2].outputs?.[0].text)).toBe('a 2\n');
    expect(seen.filter(({ seconds }) => seconds !== null).map(({ cell }) => cell)).toEqual([2, 3]);
    expect(readNotebook(join(folder, '01-good.ipynb')).cells[2].outputs).toEqual([]);
  });

  it('reports a failing cell whole, whatever the kernel and its children print to the pipe itself', async () => {
    const noisy = [
      "import { writeSync } from 'fs';",
      "import { execFileSync } from 'child_process';",
      `for (let i = 0; i < 20; i++) writeSync(1, '{"event": "done", "error": "half a line ' + i);`,
      `execFileSync(process.execPath, ['-e', 'console.log("x".repeat(100000))'], { stdio: 'inherit' });`,
      "for (let i = 0; i < 500; i++) console.log('line', i, '\\u2028 \\n');",
      "throw new RangeError('noisy to the end');",
    ];
    saveNotebook(folder, '05-noisy', notebookOf('const seed = 1;', noisy.join('\n')));
    const failure = await run(['05']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotebookError);
    expect((failure as NotebookError).message).toContain('noisy to the end');
    const outputs = readNotebook(join(out, '05-noisy.ipynb')).cells[2].outputs ?? [];
    expect(outputs.map(({ text }) => joined(text)).join('')).toContain('line 0');
  });

  it('overrides parameters and writes a page that holds plotly.js once', async () => {
    const html = join(folder, 'html');
    const [result] = await run(['01'], ['names=b,c', 'seed=41'], { html });
    expect(joined(readNotebook(result.path).cells[3].outputs?.[0].text)).toBe('b+c 42\n');
    const page = readFileSync(join(html, '01-good.html'), 'utf8');
    expect(page).toContain('b+c 42');
    expect(page.match(/plotly\.js \(cartesian - minified\)/g)).toHaveLength(1);
    expect(page).not.toMatch(/<script src="[^"]*require/);
  });

  it('writes the outcome over the notebook when asked', async () => {
    await run(['good'], [], { inPlace: true });
    expect(joined(readNotebook(join(folder, '01-good.ipynb')).cells[2].outputs?.[0].text)).toBe('a 2\n');
  });

  it('stops at the first failing cell and names it with its TypeScript error', async () => {
    const failure = await run(['02-wrong'], ['seed=5']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NotebookError);
    const { notebook, cell, message, path } = failure as NotebookError;
    expect([notebook, cell]).toEqual(['02-wrong', 3]);
    expect(message).toContain('| const text: string = seed;');
    expect(message).toContain("Type 'number' is not assignable to type 'string'");
    expect(JSON.stringify(readNotebook(path))).not.toContain('never\\n');
  });

  it('lets a cell use a variable of an earlier cell in shorthand', async () => {
    const [result] = await run(['shorthand']);
    expect(joined(readNotebook(result.path).cells[2].outputs?.[0].text)).toBe('{ seed: 1 }\n');
  });

  it('names the cell that throws while it runs', async () => {
    await expect(run(['throws'])).rejects.toThrow(
      /03-throws: cell 3 failed[\s\S]*RangeError: seed 1 is too small/,
    );
  });
});

describe('runNotebooks before anything runs', () => {
  it('refuses a parameter that no chosen notebook has', async () => {
    await expect(run(['good'], ['sead=2'])).rejects.toThrow(
      '--set sead: unknown parameter; did you mean "seed"? Known: names, seed',
    );
  });

  it('refuses an unknown notebook with the nearest known one', async () => {
    await expect(run(['04-goad'])).rejects.toThrow('unknown notebook "04-goad"; did you mean "01-good"?');
  });

  it('refuses to commit outputs of other parameters', async () => {
    await expect(run(['good'], ['seed=2'], { inPlace: true })).rejects.toThrow('default parameters');
  });
});
