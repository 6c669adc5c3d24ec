import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle, runChild } from '../../processes/run-child';
import { temporaryFolder } from '../temporary-folder';

const ROWS = 300_000;

test('a log and its table, each as large as the heap, are encoded and walked at random within it', async () => {
  const folder = temporaryFolder();
  const child = bundle(join(__dirname, 'large-log-child.ts'), folder);
  const { lines, signal } = await runChild(child, [folder, String(ROWS)], ['--max-old-space-size=64']);
  expect(signal).toBeNull();
  const found = JSON.parse(lines[0]);
  expect([found.rows, found.clicks]).toEqual([ROWS, ROWS / 4]);
  // A column of as many values as rows leaves none that is frequent, and is known to be counted only nearly.
  expect(found.rowNumbers.values).toEqual([]);
  expect(found.rowNumbers.undercount).toBeGreaterThan(0);
  expect(found.peakMiB).toBeLessThan(220);
});
