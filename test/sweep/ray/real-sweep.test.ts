import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type LocalRay, reasonForNoRay, startLocalRay } from './local-ray';

const built = 'dist/sweep/ray/run-on-node.js';
const reason =
  reasonForNoRay() ??
  (process.env.RECDISTILL_LONG_TESTS === undefined
    ? 'RECDISTILL_LONG_TESTS asks for tests of minutes'
    : null) ??
  (existsSync(built) ? null : `${built} is not built`);
if (reason !== null) console.log(`no whole sweep on a real Ray: ${reason}`);

const folder = reason === null ? mkdtempSync(join(tmpdir(), 'real-sweep-')) : '';
let ray: LocalRay | undefined;

afterAll(async () => {
  await ray?.stop();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

function sweepIn(name: string, more: readonly string[]): Promise<number | null> {
  const words = ['sweep', 'run', join(folder, 'sweep.json'), '--out', join(folder, name), '--retries', '2'];
  const cache = ['--cache', join(folder, `cache-${name}`)];
  const child = spawn(process.execPath, [resolve('bin/recdistill.cjs'), ...words, ...cache, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((ended) => child.on('close', ended));
}

/** What a result says of its trial, and not of when and where it ran. */
function findings(name: string): Record<string, unknown> {
  const results = join(folder, name, 'results');
  return Object.fromEntries(
    readdirSync(results).map((file) => {
      const { metrics, details, settings } = JSON.parse(readFileSync(join(results, file), 'utf8'));
      return [file, { metrics, details, settings }];
    }),
  );
}

test.skipIf(reason !== null)(
  'teacher, trials and final comparison on two nodes, one of which dies under a job, are those of one machine, bit for bit',
  async () => {
    const example = JSON.parse(readFileSync('examples/sweep.json', 'utf8'));
    const space = { ...example.space, weightDecays: [1], temperatures: [1, 4], alphas: [1] };
    const teacher = { ...example.teacher, members: 1 };
    writeFileSync(
      join(folder, 'sweep.json'),
      JSON.stringify({ ...example, teacher, space, seeds: { search: [1], final: [1, 2] } }),
    );
    expect(await sweepIn('here', [])).toBe(0);
    ray = await startLocalRay([1, 1]);
    const there = sweepIn('there', ['--on', ray.url.replace('http:', 'ray:')]);
    // The teacher comes first and alone; once two trials run, both nodes have one.
    while ((await ray.runningJobs()) < 2) await sleep(200);
    ray.killNode(1);
    expect(await there).toBe(0);
    expect(Object.keys(findings('here')).length).toBeGreaterThan(4);
    expect(findings('there')).toEqual(findings('here'));
  },
  600_000,
);
