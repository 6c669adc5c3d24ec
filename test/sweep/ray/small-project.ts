import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Job } from '../../../src/sweep/job';

/**
 * Takes the place of `recdistill sweep job`: its figures follow from the job's settings alone, `milliseconds` and `exit` say how long it
 * takes and how it ends, it writes the result once, and leaves a file in the cache where one is given.
 */
const worker = `
const fs = require('node:fs');
const { createHash } = require('node:crypto');
const [jobPath, resultPath, , cache] = process.argv.slice(2);
const job = JSON.parse(fs.readFileSync(jobPath, 'utf8'));
console.log('works at ' + job.label + ' among ' + fs.readdirSync('.').sort());
const { milliseconds = 0, exit = 0 } = job.settings;
setTimeout(() => {
  if (exit !== 0) { console.error('fails as told'); process.exit(exit); }
  const bytes = createHash('sha256').update(JSON.stringify(job.settings)).digest();
  const result = {
    key: job.key, kind: job.kind, label: job.label, settings: job.settings,
    metrics: { validationRmse: bytes.readUInt32LE(0) / 2 ** 32, threads: Number(process.env.OMP_NUM_THREADS) },
    details: null,
    provenance: { dataHash: 'd', versions: {}, machine: {} },
    seconds: milliseconds / 1000,
  };
  if (cache !== undefined) {
    fs.mkdirSync(cache + '/word', { recursive: true });
    fs.writeFileSync(cache + '/word/' + job.key, 'its word');
  }
  fs.mkdirSync(require('node:path').dirname(resultPath), { recursive: true });
  const partial = resultPath + '.' + process.pid;
  const sha256 = createHash('sha256').update(JSON.stringify(result)).digest('hex');
  fs.writeFileSync(partial, JSON.stringify({ ...result, sha256 }) + '\\n');
  try { fs.linkSync(partial, resultPath); } catch (error) { if (error.code !== 'EEXIST') throw error; }
  fs.rmSync(partial);
}, milliseconds);
`;

/** A project of two files, the worker and the launcher, in a folder of its own; and a folder for a sweep. */
export function makeSmallProject(): {
  readonly root: string;
  readonly worker: string;
  readonly sweep: string;
} {
  const root = mkdtempSync(join(tmpdir(), 'ray-project-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'worker.cjs'), worker);
  buildSync({
    entryPoints: ['src/sweep/ray/run-on-node.ts'],
    bundle: true,
    platform: 'node',
    outfile: join(root, 'dist', 'sweep', 'ray', 'run-on-node.js'),
    logLevel: 'warning',
  });
  const sweep = join(root, 'sweep');
  mkdirSync(join(sweep, 'jobs'), { recursive: true });
  return { root, worker: join(root, 'bin', 'worker.cjs'), sweep };
}

export const makeJob = (key: string, settings: Job['settings'] = {}): Job => ({
  key,
  kind: 'trial',
  label: `trial ${key}`,
  settings: { ...settings, key },
  needs: [],
  threads: 1,
  limitSeconds: null,
});
