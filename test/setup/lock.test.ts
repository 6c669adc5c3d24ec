import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadScript } from './scripts';

interface LockScript {
  withLock(
    options: { path: string; pollMs: number; onWait: (pid: number) => void },
    work: () => Promise<string>,
  ): Promise<string>;
}

let folder: string;
let path: string;
let waitedFor: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'lock');
  waitedFor = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function locked(work: () => Promise<string>): Promise<string> {
  const { withLock } = await loadScript<LockScript>('setup/lock.mjs');
  return withLock({ path, pollMs: 5, onWait: (pid: number) => waitedFor.push(pid) }, work);
}

test('two who ask at once work one after the other', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<string> => {
    most = Math.max(most, ++inside);
    await new Promise((next) => setTimeout(next, 30));
    inside--;
    return 'done';
  };
  expect(await Promise.all([locked(work), locked(work), locked(work)])).toEqual(['done', 'done', 'done']);
  expect(most).toBe(1);
  expect(waitedFor).toContain(process.pid);
});

test('a lock whose holder died is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, JSON.stringify({ pid, start: '123' }));
  expect(await locked(async () => 'done')).toBe('done');
  expect(waitedFor).toEqual([]);
});

test('a lock is taken over whose process number now belongs to another process', async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'long ago' }));
  expect(await locked(async () => 'done')).toBe('done');
});

test('an unreadable lock is taken over', async () => {
  writeFileSync(path, '{"pid":');
  expect(await locked(async () => 'done')).toBe('done');
});

test('the lock is gone after the work, and after work that failed', async () => {
  await locked(async () => 'done');
  expect(existsSync(path)).toBe(false);
  await expect(locked(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});
