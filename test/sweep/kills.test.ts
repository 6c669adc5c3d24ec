import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/random';
import type { Job } from '../../src/sweep';
import { fakeJob, temporaryFolder } from './fake-sweep';
import { KilledSweep } from './killed-sweep';

/** Two stages: each second job needs the one before it. */
function someJobs(count: number, sleepMs: (i: number) => number): Job[] {
  const jobs: Job[] = [];
  for (let i = 0; i < count; i++)
    jobs.push(
      fakeJob(`job ${i}`, { value: i, sleepMs: sleepMs(i) }, { needs: i % 2 === 0 ? [] : [jobs[i - 1].key] }),
    );
  return jobs;
}

function kill(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

const KILLS = 50;

/** Mostly a while after jobs run, however slow the machine is; else a while after a conductor's start. */
async function someMoment(sweep: KilledSweep, random: Random): Promise<void> {
  const isAnywhere = random.uniform() < 0.2;
  const whileMs = random.uniform() * 150;
  for (let waited = 0; !isAnywhere && waited < 5000 && sweep.jobProcesses().length === 0; waited += 10)
    await sleep(10);
  await sleep(whileMs);
}

describe('a sweep whose processes are killed', () => {
  test(`of ${KILLS} kills of conductors and jobs at random moments none loses a result or has one counted twice`, async () => {
    const random = new Random(1);
    const jobs = someJobs(80, () => 50 + Math.round(random.uniform() * 350));
    const sweep = new KilledSweep(temporaryFolder(), jobs);
    const kills = { conductors: 0, jobs: 0 };
    let seen = 0;
    let code: number | null = null;
    for (let { child, ended } = sweep.start(2); ; ) {
      const isOver = Symbol('over');
      const first = await Promise.race([ended.then(() => isOver), someMoment(sweep, random)]);
      const done = sweepSize(sweep.folder);
      expect(done, 'a result was lost').toBeGreaterThanOrEqual(seen);
      seen = done;
      if (first === isOver) {
        code = await ended;
        if (code !== null) break;
      }
      const isEnough = kills.conductors + kills.jobs >= KILLS;
      if (isEnough && first !== isOver) continue;
      const running = sweep.jobProcesses();
      if (random.uniform() < 0.5 && running.length > 0 && !isEnough) {
        if (kill(running[random.integer(running.length)])) kills.jobs++;
        continue;
      }
      if (!isEnough && kill(child.pid)) kills.conductors++;
      await ended;
      ({ child, ended } = sweep.start(2));
    }
    expect(code).toBe(0);
    expect(sweep.faults()).toEqual([]);
    expect(sweep.results().size).toBe(jobs.length);
    expect(sweep.ranAgain()).toEqual([]);
    const finished = sweep.events().filter((event) => event.kind === 'job-finished' && event.isOwn);
    const keys = finished.map((event) => 'key' in event && event.key);
    expect(new Set(keys).size, 'a job was counted twice').toBe(keys.length);
    const claims = readdirSync(join(sweep.folder, 'claims')).filter((name) => name.endsWith('.json'));
    expect(claims).toEqual([]);
    expect(kills.conductors + kills.jobs).toBe(KILLS);
    expect(kills.conductors).toBeGreaterThan(10);
    expect(kills.jobs).toBeGreaterThan(10);
  }, 180_000);

  test('two conductors share the work, and one of them may be killed', async () => {
    const jobs = someJobs(24, () => 20);
    const sweep = new KilledSweep(temporaryFolder(), jobs);
    const first = sweep.start(1);
    const second = sweep.start(1);
    while (sweepSize(sweep.folder) < 8) await sleep(10);
    kill(first.child.pid);
    expect(await second.ended).toBe(0);
    expect(sweep.faults()).toEqual([]);
    expect(sweep.ranAgain()).toEqual([]);
    const own = sweep
      .events()
      .flatMap((event) => (event.kind === 'job-finished' && event.isOwn ? [event.key] : []));
    expect(new Set(own).size).toBe(own.length);
    const begun = jobs.map((job) => sweep.runsOf(job));
    expect(Math.max(...begun)).toBe(1);
  }, 90_000);

  test('a job that its conductor left running is found again, not begun twice, and its result counts', async () => {
    const jobs = [fakeJob('long', { value: 7, sleepMs: 1500 })];
    const sweep = new KilledSweep(temporaryFolder(), jobs);
    const first = sweep.start(1);
    while (sweep.jobProcesses().length === 0) await sleep(5);
    kill(first.child.pid);
    await first.ended;
    expect(await sweep.start(1).ended).toBe(0);
    expect(sweep.faults()).toEqual([]);
    expect(sweep.runsOf(jobs[0])).toBe(1);
    const starts = sweep
      .events()
      .flatMap((event) => (event.kind === 'job-started' ? [event.isFoundRunning] : []));
    expect(starts).toContain(true);
  }, 90_000);
});

function sweepSize(folder: string): number {
  try {
    return readdirSync(join(folder, 'results')).filter((name) => name.endsWith('.json')).length;
  } catch {
    return 0;
  }
}
