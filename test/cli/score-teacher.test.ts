import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareFromWords } from '../../src/cli/sweep-job';
import { readRatingShards } from '../../src/pipeline/shards';
import { makeJob } from '../../src/sweep/job-key';
import type { ShardJobSettings } from '../../src/sweep/jobs/job-settings';
import { runJob } from '../../src/sweep/jobs/run-job';
import { shardsFolder } from '../../src/sweep/jobs/shard-jobs';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { speak } from './command-line';

let folder: string;
let words: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-score-teacher-'));
  const tiny = writeTinyFiles(join(folder, 'tiny'));
  words = [
    ...['--ratings', join(tiny, 'ratings.csv'), '--items', join(tiny, 'items.csv')],
    ...['--text', 'none', '--members', '1'],
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function score(...more: string[]) {
  const cache = ['--cache', join(folder, 'cache')];
  return speak('score-teacher', '--attached', ...words, ...cache, ...more);
}

describe('score-teacher', () => {
  it('writes the shards that are missing and a manifest, and a second time nothing', async () => {
    const out = join(folder, 'shards');
    const first = await score('--rows', 'catalogue', '--shards', '1', '--out', out, '--json');
    expect(first.exitCode, first.stderr).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({ scored: [0], isWhole: true, set: { rows: 2400 } });
    expect(existsSync(join(out, 'manifest.json'))).toBe(true);
    const second = await score('--rows', 'catalogue', '--shards', '1', '--out', out);
    expect(second.stdout).toContain('2400 rows in 1 shards: 0 scored, 1 were whole');
  }, 60_000);

  it('gives the same word as a job of kind shard, which distill then finds in the cache', async () => {
    const out = join(folder, 'training');
    const { exitCode, stdout } = await score('--shards', '1', '--out', out, '--into-cache', '--json');
    expect(exitCode).toBe(0);
    expect(existsSync(JSON.parse(stdout).kept)).toBe(true);
    const settings: ShardJobSettings = {
      ...{ words, fold: null, dataHash: null, codeVersion: 'test' },
      ...{ rowsAre: 'training', shard: 0, shards: 1 },
    };
    const cacheFolder = join(folder, 'cache of jobs');
    const job = makeJob({
      ...{ kind: 'shard', label: 'shard 0', settings: { ...settings } },
      ...{ needs: [], threads: 1, limitSeconds: null },
    });
    const result = await runJob(job, { prepare: prepareFromWords, cacheFolder });
    const word = await readRatingShards(out);
    expect(await readRatingShards(shardsFolder(settings, cacheFolder))).toEqual(word);
    expect(result.metrics).toEqual({ rows: word.users.length });
  }, 60_000);

  it.each([
    [
      'a shard that is none',
      ['--shards', '2', '--shard', '2'],
      /--shard 2: expected whole numbers from 0 to 1/,
    ],
    [
      'more shards than blocks',
      ['--shards', '9'],
      /expected at most \d+, as \d+ rows are scored 8192 at a time/,
    ],
    [
      'a catalogue for distill',
      ['--shards', '1', '--rows', 'catalogue', '--into-cache'],
      /expected --rows training/,
    ],
    ['clicks', ['--shards', '1', '--task', 'click'], /click/],
  ])('refuses %s', async (_, more, message) => {
    const { exitCode, stderr } = await score('--out', join(folder, 'refused'), ...more);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
