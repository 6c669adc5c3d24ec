import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors';
import { folderStore } from '../../src/sweep/folder-store';
import { localExecutor } from '../../src/sweep/local/local-executor';
import type { SweepStore } from '../../src/sweep/store';
import { eventsOf, fakeJob, fakeSweep, temporaryFolder } from './fake-sweep';

const full = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** A store whose disk is full after so many writes, until told otherwise. */
function storeThatFills(store: SweepStore, writes: number) {
  let left = writes;
  const write = <Words extends unknown[], Value>(work: (...words: Words) => Promise<Value>) => {
    return async (...words: Words) => {
      if (left-- <= 0) throw full();
      return work(...words);
    };
  };
  const filling = {
    ...store,
    create: write(store.create),
    replace: write(store.replace),
    swap: write(store.swap),
  };
  return filling satisfies SweepStore;
}

describe('a full disk', () => {
  test.each([0, 1, 2, 3, 5, 8, 13])(
    'after %i writes stops the sweep with a clear error, and loses nothing',
    async (writes) => {
      const folder = temporaryFolder();
      const jobs = [1, 2, 3].map((value) => fakeJob(`v${value}`, { value }));
      const store = storeThatFills(folderStore(folder), writes);
      const run = fakeSweep(folder, jobs, { store }).run();
      await expect(run).rejects.toThrow(InputError);
      await expect(run).rejects.toThrow('the disk is full');
      const again = fakeSweep(folder, jobs);
      const { outcome, results } = await again.run();
      expect(outcome).toBe('complete');
      expect(jobs.map(({ key }) => results.get(key)?.metrics.square)).toEqual([1, 4, 9]);
      const found = eventsOf(again.events, 'job-found').map(({ key }) => key);
      const begun = eventsOf(again.events, 'job-started').filter(({ isFoundRunning }) => !isFoundRunning);
      expect(begun.filter(({ key }) => found.includes(key))).toEqual([]);
    },
  );
});

/** A small file system of its own in memory; null, with the reason, where mounting is not permitted. */
function mountSmall(folder: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return (error as Error).message.split('\n').slice(0, 2).join(' ');
  }
}

const small = mkdtempSync(join(tmpdir(), 'recdistill-small-disk-'));
const reason = mountSmall(small);
if (reason !== null) console.warn(`a really full disk is not tested, as none can be mounted: ${reason}`);

afterAll(() => {
  if (reason === null) execFileSync('umount', ['-l', small]);
  rmSync(small, { recursive: true, force: true });
});

describe.skipIf(reason !== null)('a really full disk', () => {
  test('fails jobs or stops the sweep, and after room was made the sweep is finished', async () => {
    const filler = join(small, 'filler');
    writeFileSync(filler, Buffer.alloc(1950 * 1024));
    const jobs = Array.from({ length: 30 }, (_, value) =>
      fakeJob(`v${value}`, { value, says: 'x'.repeat(2000) }),
    );
    const executor = localExecutor({ folder: small, jobs: 2, memoryBytes: null, cores: 2 });
    const first = fakeSweep(small, jobs, { executor });
    const outcome = await first.run().then(
      (summary) => summary.outcome,
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/incomplete|the disk is full/);
    rmSync(filler);
    // a job that still runs from before may have found the disk full, and needs its second try
    const { outcome: last, results } = await fakeSweep(small, jobs, { retries: 1 }).run();
    expect(last).toBe('complete');
    expect(jobs.map(({ key }) => results.get(key)?.metrics.square)).toEqual(
      jobs.map((_, value) => value * value),
    );
  }, 30_000);
});
