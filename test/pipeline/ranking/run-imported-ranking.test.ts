import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import { exportQueries } from '../../../src/distill/ranking/import';
import { writeFileAtomic } from '../../../src/files/atomic-write';
import {
  createMethod,
  type GivenSoftTargets,
  likelyCandidates,
  methodNames,
  type RankingSettings,
  rankingProfiles,
  rankingReport,
  rankingResultsTable,
  runImportedRanking,
  teacherQueries,
} from '../../../src/pipeline/ranking';
import { vectorsReadBy } from '../../../src/pipeline/ranking/create-method';
import { Random } from '../../../src/random';
import { temporaryFolder } from '../../data/temporary-folder';
import { ring } from './ring-data';

const ITEMS = 20;
const data = ring({ users: 24, length: 6, items: ITEMS });
const { small } = rankingProfiles;
const settings: RankingSettings = {
  ...small,
  maxLength: 6,
  student: { ...small.student, students: ['mean-of-history'], dimensions: 4, epochs: 2 },
  distillation: { ...small.distillation, temperatures: [1] },
  seeds: [1],
};

/** Lists of a teacher that likes what stands next on the ring; `nobody` takes the users out of the first ones. */
function writeLists(folder: string, nobody: number): string {
  const split = splitLeaveOneOut({ data });
  const contexts = teacherQueries(split, 6);
  const pairs = settings.teacher;
  const own = likelyCandidates({ split, contexts, count: 8, seenItems: 'masked', pairs });
  const { queries } = exportQueries({ folder, data, contexts, candidates: (query) => own[query] });
  const lines = readFileSync(queries, 'utf8').trim().split('\n');
  const lists = lines.map((line, i) => {
    const { user, context, candidates } = JSON.parse(line);
    const last = Number(context[context.length - 1].slice(1));
    const logits = candidates.map((item: string) => -((Number(item.slice(1)) - last + ITEMS) % ITEMS));
    return JSON.stringify({ user: i < nobody ? null : user, context, items: candidates, logits });
  });
  const file = join(folder, 'lists.jsonl');
  writeFileAtomic(file, `${lists.join('\n')}\n`);
  return file;
}

function run(folder: string, softTargets: GivenSoftTargets, changes: Partial<RankingSettings> = {}) {
  return runImportedRanking({
    ...{ data, split: splitLeaveOneOut({ data }), settings: { ...settings, ...changes }, seed: 1 },
    ...{
      seenItems: 'masked',
      cacheFolder: join(folder, 'cache'),
      outFolder: join(folder, 'out'),
      softTargets,
    },
  });
}

describe('runImportedRanking', () => {
  it('compares students beside the controls, without a row of the teacher, and leaves no tensor', async () => {
    const folder = temporaryFolder();
    const file = writeLists(folder, 0);
    const before = tf.memory().numTensors;
    const result = await run(folder, { file, queries: 'training' });
    expect(tf.memory().numTensors).toBe(before);
    const models = rankingResultsTable(result).rows.map(({ model }) => model);
    expect(models).not.toContain('teacher');
    expect(models).toEqual(expect.arrayContaining(['popularity', 'mean-of-history, catalogue-kl']));
    const text = JSON.stringify(rankingReport(result));
    expect(text).toContain('The teacher was given as a file');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  }, 60_000);

  it('gives the same figures again, and others for another scale of the same scores', async () => {
    const folder = temporaryFolder();
    const file = writeLists(folder, 0);
    const scores = join(folder, 'scores.jsonl');
    writeFileAtomic(scores, readFileSync(file, 'utf8').replaceAll('"logits"', '"scores"'));
    const figure = async (given: GivenSoftTargets, out: string) =>
      (await run(join(folder, out), given)).rows[1].validationNdcg10[0];
    const plain = await figure({ file, queries: 'training' }, 'a');
    expect(await figure({ file: scores, queries: 'training', scoreScale: 1 }, 'b')).toBe(plain);
    expect(await figure({ file: scores, queries: 'training', scoreScale: 0.01 }, 'c')).not.toBe(plain);
  }, 60_000);

  it('lets mf learn from the lists of known users alone, wherever the others stand in the file', async () => {
    const folder = temporaryFolder();
    const file = writeLists(folder, 5);
    const students = { ...settings.student, students: ['mf'] as const };
    const { rows, softTargets } = await run(folder, { file, queries: 'file' }, { student: students });
    expect(rows.map(({ method }) => method)).toEqual(['scratch', 'catalogue-kl']);
    expect(softTargets.contexts).toBe(24 * 3);
    await expect(run(folder, { file, queries: 'training' })).rejects.toThrow(/has no list in the file/);
  }, 60_000);

  it('refuses an unknown option', async () => {
    const given = { file: 'a.jsonl', queries: 'training' } as const;
    const options = { data, split: splitLeaveOneOut({ data }), settings, seed: 1, softTarget: given };
    await expect(runImportedRanking(options as never)).rejects.toThrow(/did you mean "softTargets"/);
  });
});

it('a method is said to compare vectors exactly where it cannot be made without a width of the teacher’s', () => {
  const make = (name: (typeof methodNames)[number]) => () =>
    createMethod({
      ...{ name, temperature: 1, studentWidth: 4, teacherWidth: null, k: 60, epochs: 3 },
      ...{ popularity: new Float32Array(400).fill(1), random: new Random(1) },
    }).dispose();
  for (const name of methodNames) {
    if (vectorsReadBy(name).length > 0) expect(make(name)).toThrow(/compares vectors/);
    else expect(make(name)).not.toThrow();
  }
});
