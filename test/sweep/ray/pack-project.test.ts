import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packProject } from '../../../src/sweep/ray';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pack-'));
  for (const folder of ['bin', 'dist/bench', 'node_modules/x', 'notebooks'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const path of [
    'package.json',
    'bin/run.cjs',
    'dist/a.js',
    'dist/a.d.ts',
    'dist/bench/b.cjs',
    'notebooks/n',
  ])
    writeFileSync(join(root, path), path);
  writeFileSync(join(root, 'node_modules/x/i.js'), 'x');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('holds what a job reads, and neither packages, types, benchmarks nor notebooks', () => {
  expect(Object.keys(unzipSync(packProject(root).content)).sort()).toEqual([
    'bin/run.cjs',
    'dist/a.js',
    'package.json',
  ]);
});

test('the same files give the same bytes and name, whenever they were written', () => {
  const before = packProject(root);
  utimesSync(join(root, 'dist/a.js'), 1, 1);
  expect(packProject(root)).toEqual(before);
});

test('other content, or the same under another name, is another package', () => {
  const before = packProject(root).name;
  writeFileSync(join(root, 'dist/a.js'), 'changed');
  const changed = packProject(root).name;
  rmSync(join(root, 'dist/a.js'));
  writeFileSync(join(root, 'dist/b.js'), 'changed');
  expect(new Set([before, changed, packProject(root).name]).size).toBe(3);
});

test('a project that is not built is refused with what to do', () => {
  rmSync(join(root, 'dist'), { recursive: true });
  expect(() => packProject(root)).toThrow('build it first with "node scripts/setup.mjs"');
});
