import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MeasuredRow, runStrategies, type StrategyRow } from '../../../src/pipeline/strategies';
import {
  prepareRatingStrategies,
  type RatingStrategyMaterial,
  ratingAblation,
  ratingCases,
} from '../../../src/pipeline/strategies/rating';
import { squaredErrorsByUser } from '../../../src/pipeline/strategies/rating/rating-ablation';
import { loadTiny, tinySettings, tinySplit, writeTinyFiles } from '../tiny-data';

let folder: string;
let material: RatingStrategyMaterial;
let rows: readonly StrategyRow[];
let tensors: { readonly before: number; readonly after: number };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rating-strategies-'));
  const data = await loadTiny(writeTinyFiles(folder));
  const settings = {
    ...tinySettings,
    student: { ...tinySettings.student, weightDecays: [0.01], epochs: 2, batchSize: 256 },
  };
  material = await prepareRatingStrategies({
    ...{ split: tinySplit(data), settings, seed: 1, textSource: 'none', cacheFolder: join(folder, 'cache') },
  });
  const before = tf.memory().numTensors;
  rows = await run('first');
  tensors = { before, after: tf.memory().numTensors };
}, 120_000);
afterAll(() => {
  material.dispose();
  rmSync(folder, { recursive: true });
});

function run(name: string) {
  return runStrategies({
    ...{ dataset: 'tiny', task: ratingAblation, material, students: ['mf', 'mlp'], cases: ratingCases },
    ...{ seeds: [1, 2], resultsPath: join(folder, `${name}.jsonl`) },
  });
}

function rowOf(strategy: string, student: string): MeasuredRow {
  return rows.find((row) => row.strategy === strategy && row.student === student) as MeasuredRow;
}

test('every strategy has a row for each student, measured or with a reason', () => {
  expect(rows).toHaveLength(2 * ratingCases.length);
  const excused = rows
    .filter(({ excuse }) => excuse !== null)
    .map((row) => `${row.strategy}, ${row.student}`);
  expect(excused.sort()).toEqual(
    [
      ...['layer-hint', 'attention-transfer', 'similarity-preserving', 'patient-distillation'],
      ...['solution-flow', 'adversarial-hidden'],
    ]
      .map((strategy) => `${strategy}, mf`)
      .concat('solution-flow, mlp', 'hashed-table, mlp', 'quotient-remainder-table, mlp')
      .sort(),
  );
  for (const row of rows) {
    if (row.excuse !== null) continue;
    const numbers = [row.distilled, row.difference, row.interval.units.low, row.p, row.pScratch, row.bytes];
    expect(numbers.every(Number.isFinite), row.strategy).toBe(true);
    expect(row.bySeed).toHaveLength(2);
  }
});

test('no tensor is left behind by any strategy', () => {
  expect(tensors.after).toBe(tensors.before);
});

test.each(['mf', 'mlp'])('the %s trained beside the others is plain distillation, bit for bit', (student) => {
  const { findings, difference, distilled, plain, p, verdict } = rowOf('one-pass', student);
  expect(findings).toMatchObject({ students: 3, 'equal to their twins': 3 });
  expect([difference, distilled - plain, p, verdict]).toEqual([0, 0, 1, 'no difference']);
});

test('with all labels known the student is plain distillation, and its opponent had the rated pairs alone', async () => {
  const plain = { learningRate: 0.02, weightDecay: 0.01, temperature: 1, alpha: 3 };
  const all = ratingCases.find(({ strategy }) => strategy === 'labels-100%');
  const validated = async (train: typeof ratingAblation.trainPlain = ratingAblation.trainPlain) => {
    const { model } = await train({ material, student: 'mf', plain, seed: 1 });
    const value = ratingAblation.validate(model, material);
    model.dispose();
    return value;
  };
  const taught = await validated();
  expect(await validated(all?.variants.drawn)).toBeCloseTo(taught, 12);
  expect(await validated(all?.plainVariant?.train)).not.toBeCloseTo(taught, 6);
  const scratch = await validated(ratingAblation.trainScratch);
  expect(await validated(all?.scratchVariant?.train)).toBeCloseTo(scratch, 12);
  expect(rowOf('labels-5%', 'mf').findings.labels).toBe(Math.round(0.05 * material.observed));
});

test('fewer rows have fewer weights', () => {
  const { weights } = rowOf('one-pass', 'mf');
  for (const name of ['hashed-table', 'quotient-remainder-table'])
    expect(rowOf(name, 'mf').weights).toBeLessThan(0.8 * weights);
});

test('each strategy but those that are plain distillation comes to other errors than it', () => {
  const alike = rows.flatMap((row) =>
    row.excuse === null && row.distilled === row.plain ? [`${row.strategy}, ${row.student}`] : [],
  );
  for (const name of alike) expect(name).toMatch(/^(one-pass|labels-100%)/);
});

test('errors by user are those of the rows, in the mean', () => {
  const users = Int32Array.of(3, 1, 3, 3);
  const errors = squaredErrorsByUser({ users, predictions: [1, 2, 3, 4], ratings: [2, 2, 1, 4] });
  // User 1: 0; user 3: 1 + 4 + 0, of 2 rows a user
  expect([...errors]).toEqual([0, 5 / 2]);
});
