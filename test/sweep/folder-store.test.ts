import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderStore } from '../../src/sweep/folder-store';
import { writeOnce } from '../../src/sweep/write-once';
import { temporaryFolder } from './fake-sweep';

describe('a store in a folder', () => {
  test('what is created once stays as it is', async () => {
    const store = folderStore(temporaryFolder());
    expect(await store.create('results/a.json', 'first')).toBe(true);
    expect(await store.create('results/a.json', 'second')).toBe(false);
    expect(await store.read('results/a.json')).toBe('first');
  });

  test('of many that create at once one wins', async () => {
    const store = folderStore(temporaryFolder());
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.create('claims/a.json', `${i}`)),
    );
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await store.read('claims/a.json')).toBe(String(tries.indexOf(true)));
  });

  test('a swap needs what is there, and may take it away', async () => {
    const store = folderStore(temporaryFolder());
    await store.create('claims/a.json', 'mine');
    expect(await store.swap('claims/a.json', 'yours', 'stolen')).toBe(false);
    expect(await store.swap('claims/a.json', 'mine', 'mine too')).toBe(true);
    expect(await store.read('claims/a.json')).toBe('mine too');
    expect(await store.swap('claims/a.json', 'mine too', null)).toBe(true);
    expect(await store.read('claims/a.json')).toBeNull();
    expect(await store.swap('claims/a.json', 'mine too', null)).toBe(false);
  });

  test('nothing half-written is left beside what is written', async () => {
    const folder = temporaryFolder();
    const store = folderStore(folder);
    await store.create('results/a.json', 'text');
    await store.create('results/a.json', 'other');
    await store.replace('attempts/a.json', 'text');
    await store.swap('attempts/a.json', 'text', 'next');
    expect(await store.list('results')).toEqual(['a.json']);
    expect(await store.list('attempts')).toEqual(['a.json']);
    expect(await store.list('nowhere')).toEqual([]);
  });

  test('a result that cannot be written leaves no trace', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a.json'));
    expect(writeOnce(join(folder, 'a.json'), 'text')).toBe(false);
    writeFileSync(join(folder, 'file'), 'no folder');
    expect(() => writeOnce(join(folder, 'file', 'b.json'), 'text')).toThrow();
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'file']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('no folder');
  });
});
