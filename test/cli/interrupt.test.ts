import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTinyFiles } from '../pipeline/tiny-data';

const root = join(__dirname, '..', '..');
const isBuilt = existsSync(join(root, 'dist', 'cli', 'distill.js'));
if (!isBuilt) console.log('interrupt.test: skipped, as dist/ is not built; npm test builds it');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-interrupt-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(!isBuilt)('an interrupt stops distill at once and says how to go on', async () => {
  writeTinyFiles(join(folder, 'tiny'));
  const words = [
    'distill',
    '--ratings',
    'tiny/ratings.csv',
    '--text',
    'none',
    '--student',
    'mf,mlp',
    '--profile',
    'full',
  ];
  const child = spawn(process.execPath, [join(root, 'bin', 'recdistill.cjs'), ...words], { cwd: folder });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
    // the loader's word comes just before the computing starts
    if (/of \d+ ratings/.test(String(text))) setTimeout(() => child.kill('SIGINT'), 1000);
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    `Stopped. The same command goes on where it stopped:\n  npx recdistill ${words.join(' ')}`,
  );
  expect(existsSync(join(folder, 'out', 'ratings', 'result.json'))).toBe(false);
});

it.skipIf(!isBuilt)('a reader that leaves, as head does, is no failure', async () => {
  const child = spawn(process.execPath, [join(root, 'bin', 'recdistill.cjs'), 'distill', '--help']);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});
