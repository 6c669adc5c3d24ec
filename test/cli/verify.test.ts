import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareFromWords } from '../../src/cli/sweep-job';
import { wordsOfCommand } from '../../src/cli/verify/verify-run';
import type { JobResult } from '../../src/sweep';
import { makeJob } from '../../src/sweep/job-key';
import { runJob } from '../../src/sweep/jobs/run-job';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { type Spoken, speak } from './command-line';

let folder: string;
let words: string[];
let out: string;
let written: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill cli verify-'));
  const tiny = writeTinyFiles(join(folder, 'tiny'));
  out = join(folder, 'out');
  words = [
    ...[`--ratings=${join(tiny, 'ratings.csv')}`, `--items=${join(tiny, 'items.csv')}`, '--text=none'],
    ...['--student=mf', '--temperatures=1,2', '--alphas=1', '--seeds=1,2', '--members=1'],
  ];
  const places = ['--out', out, '--cache', join(folder, 'cache')];
  const { exitCode, stderr } = await speak('distill', '--attached', ...words, ...places);
  expect(exitCode, stderr).toBe(0);
  written = readFileSync(join(out, 'result.json'), 'utf8');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verify = (...more: string[]): Promise<Spoken> => speak('verify', '--attached', ...more);

interface Written {
  versions: { code: string };
  machine: { operations: Record<string, { hash: string; sample: number[] }> };
  splits: { students: { search: { trial: { method: string }; metrics: { validationRmse: number } }[] }[] }[];
  teacher: { rmse: number };
  command: string;
}

function change(mutate: (result: Written) => void): void {
  const result = JSON.parse(written);
  mutate(result);
  writeFileSync(join(out, 'result.json'), JSON.stringify(result));
}

describe('verify of a distillation', () => {
  beforeEach(() => writeFileSync(join(out, 'result.json'), written));

  it('does a trial again and finds every figure equal to the last bit', async () => {
    const { exitCode, stdout } = await verify(out, '--seed', '3');
    expect(stdout).toMatch(/\n {2}all 3 figures are equal to the last bit\n$/);
    expect(exitCode).toBe(0);
  }, 60_000);

  it('says the figure that was changed, by how much, and ends with 1', async () => {
    change(({ splits }) => {
      for (const { metrics } of splits[0].students[0].search) metrics.validationRmse += 1e-9;
    });
    const { exitCode, stdout } = await verify(out, '--json');
    expect(exitCode).toBe(1);
    const [found] = JSON.parse(stdout).verified;
    expect(found).toMatchObject({ isEqual: false, figures: 3, changed: [], operations: [] });
    expect(found.differing).toHaveLength(1);
    expect(found.differing[0].figure).toBe('validationRmse');
    expect(found.differing[0].difference).toBeCloseTo(1e-9, 12);
  }, 60_000);

  it('says first that the code is another version, and which operations another machine computes otherwise', async () => {
    change(({ versions, machine, splits }) => {
      versions.code = '0.0.9-000000000000';
      const { softmax } = machine.operations;
      machine.operations.softmax = { hash: 'other', sample: softmax.sample.map((value) => value + 1e-3) };
      for (const { metrics } of splits[0].students[0].search) metrics.validationRmse += 1e-9;
    });
    const { exitCode, stdout } = await verify(out);
    expect(exitCode).toBe(1);
    const lines = stdout.split('\n');
    expect(lines[1]).toMatch(/^ {2}another version of the code: 0\.0\.9-000000000000 then, /);
    expect(lines[2]).toBe('  this machine computes otherwise: softmax (by 1.0e-3 in a sample)');
    expect(lines[3]).toBe('  1 of 3 figures differ:');
  }, 60_000);

  it('does all of it again with --all', async () => {
    const { exitCode, stdout } = await verify(out, '--all');
    expect(stdout).toMatch(/all \d{3,} figures are equal to the last bit/);
    expect(exitCode).toBe(0);
    change(({ teacher }) => {
      teacher.rmse += 0.25;
    });
    const changed = await verify(out, '--all');
    expect(changed.exitCode).toBe(1);
    expect(changed.stdout).toMatch(/1 of \d+ figures differ:[\s\S]*teacher\.rmse .*2\.50e-1/);
  }, 120_000);

  it('is named in the run’s report, beside settings, data, versions and operations', async () => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('CHROME_PATH', '');
    const { exitCode, stderr } = await speak('report', out);
    vi.unstubAllEnvs();
    expect(exitCode, stderr).toBe(0);
    const markdown = readFileSync(join(out, 'report.md'), 'utf8');
    expect(markdown).toMatch(/`npx recdistill verify .*` does it again/);
    expect(markdown).toMatch(/\| data sha256 \| [0-9a-f]{64} \|/);
    expect(markdown).toContain('| distillation.temperatures | 1, 2 |');
    const { hash } = (JSON.parse(written) as Written).machine.operations.softmax;
    expect(markdown).toContain(`| softmax | ${hash} |`);
  });

  it('refuses folders that hold nothing, and commands of others', async () => {
    const nothing = await verify(join(folder, 'tiny'));
    expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining('found neither')]);
    change((result) => {
      result.command = 'node mine.js';
    });
    const foreign = await verify(out);
    expect([foreign.exitCode, foreign.stderr]).toEqual([
      2,
      expect.stringContaining('found one of node mine.js'),
    ]);
    const both = await verify(out, '--all', '--trial', 'x');
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('found both')]);
  });
});

describe('verify of a sweep', () => {
  let sweep: string;
  let result: JobResult;
  const path = () => join(sweep, 'results', `${result.key}.json`);
  beforeAll(async () => {
    sweep = join(folder, 'sweep');
    mkdirSync(join(sweep, 'results'), { recursive: true });
    const settings = {
      ...{ words, fold: null, dataHash: null, codeVersion: 'test', student: 'mf', method: 'distilled' },
      ...{
        learningRate: 0.01,
        weightDecay: 0.3,
        temperature: 2,
        alpha: 1,
        hardWeight: 1,
        seed: 4,
        epochs: 2,
      },
    };
    const job = makeJob({
      ...{ kind: 'trial', label: 'mf distilled T=2', settings, needs: [], threads: 1, limitSeconds: null },
    });
    result = await runJob(job, { prepare: prepareFromWords, cacheFolder: join(folder, 'cache of jobs') });
    writeFileSync(path(), JSON.stringify(result));
  }, 60_000);

  it('does a trial again, by the beginning of its label', async () => {
    const { exitCode, stdout } = await verify(sweep, '--trial', 'mf dist');
    expect(stdout).toBe('mf distilled T=2\n  all 4 figures are equal to the last bit\n');
    expect(exitCode).toBe(0);
  }, 60_000);

  it('says other data, and what differs', async () => {
    const { provenance, metrics } = result;
    const changed = {
      ...{ ...result, provenance: { ...provenance, dataHash: 'f'.repeat(64) } },
      metrics: { ...metrics, bestEpoch: 17 },
    };
    writeFileSync(path(), JSON.stringify(changed));
    const { exitCode, stdout } = await verify(sweep, '--trial', result.key.slice(0, 6));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/other data: ffffffffffffffff… then, /);
    expect(stdout).toMatch(/bestEpoch +17 +\d+ +/);
  }, 60_000);

  it('refuses a trial that there is not', async () => {
    const { exitCode, stderr } = await verify(sweep, '--trial', 'zz');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /--trial zz: expected the beginning of one of 1 keys or labels.*found 0 that begin so/,
    );
  });
});

describe('the words of a command', () => {
  it('come back from quotes', () => {
    expect(wordsOfCommand('npx recdistill distill --ratings "my files/a \\"b\\".csv" --seeds 1,2')).toEqual([
      ...['npx', 'recdistill', 'distill', '--ratings', 'my files/a "b".csv', '--seeds', '1,2'],
    ]);
  });
});
