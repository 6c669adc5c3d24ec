import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitClicksAtRandom } from '../../../../src/data';
import { clickAblation } from '../../../../src/pipeline/strategies/click/click-ablation';
import { clickCases } from '../../../../src/pipeline/strategies/click/click-cases';
import {
  type ClickStrategyMaterial,
  prepareClickStrategies,
} from '../../../../src/pipeline/strategies/click/click-strategy-material';
import { labelledPlaces } from '../../../../src/pipeline/strategies/click/label-cases';
import { countWeights, hashWeights } from '../../../../src/tensor/parameter';
import { sampleLog, tinySettings } from '../../click/small-clicks';

const folder = mkdtempSync(join(tmpdir(), 'recdistill-strategies-'));
const plain = { learningRate: 1e-2, weightDecay: 0.1, temperature: 2, alpha: 1 };
const settings = {
  ...tinySettings,
  teacher: { ...tinySettings.teacher, dimensions: 16, layers: [16, 8], wideLayers: [16, 8], epochs: 2 },
  student: { ...tinySettings.student, layers: [4, 3], epochs: 5, patience: 5 },
};
let material: ClickStrategyMaterial;

beforeAll(async () => {
  const log = await sampleLog(join(folder, 'clicks.csv'), 500);
  const chances = new Float64Array(500).fill(0.25);
  const split = splitClicksAtRandom({ source: log, testShare: 0.2, validationShare: 0.2, seed: 1 });
  material = await prepareClickStrategies({ log, split, settings, seed: 1, cacheFolder: folder, chances });
});
afterAll(() => {
  material.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A hash of what a training came to, and its findings; the model is disposed. */
async function outcome(train: (typeof clickCases)[number]['variants'][string], student = 'mlp') {
  const { model, findings = {} } = await train({ material, student, plain, seed: 3 });
  const about = { hash: hashWeights(model.parameters), weights: countWeights(model.parameters), findings };
  expect(Number.isFinite(clickAblation.validate(model, material))).toBe(true);
  model.dispose();
  return about;
}

function caseOf(name: string) {
  const found = clickCases.find(({ strategy }) => strategy === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
}

describe('strategies on clicks', () => {
  it('each of their variants comes to a student of its own, and leaves no tensor behind', async () => {
    const twin = (await outcome(clickAblation.trainPlain)).hash;
    const before = tf.memory().numTensors;
    const hashes = new Map([[twin, 'plain']]);
    for (const { strategy, variants, plainVariant } of clickCases) {
      // What chosen labels are held against stands in the table already, as drawn ones.
      const isNew = plainVariant !== undefined && strategy !== 'active-labels';
      const trainings = isNew ? { ...variants, opponent: plainVariant.train } : variants;
      for (const [name, train] of Object.entries(trainings)) {
        const { hash } = await outcome(train);
        expect(tf.memory().numTensors, `${strategy}, ${name}`).toBe(before);
        if (strategy === 'one-pass') expect(hash).toBe(twin);
        else expect(hashes.get(hash), `${strategy}, ${name}`).toBeUndefined();
        hashes.set(hash, `${strategy}, ${name}`);
      }
    }
  });

  it('a student of every kind learns, or there is a reason why it cannot', async () => {
    const excused = clickCases.filter(
      ({ excuse }) => (excuse?.(material, 'logistic-regression') ?? null) !== null,
    );
    expect(excused.map(({ family }) => family)).toEqual([
      ...Array.from({ length: 6 }, () => 'features'),
      'adversarial',
    ]);
    expect(clickCases.every(({ excuse }) => (excuse?.(material, 'mlp') ?? null) === null)).toBe(true);
    const [hint] = Object.values(caseOf('layer-hint').variants);
    await expect(async () => outcome(hint, 'logistic-regression')).rejects.toThrow(/layer/);
  });

  it('side by side each student equals its twin', async () => {
    const [train] = Object.values(caseOf('one-pass').variants);
    const { findings } = await outcome(train, 'fm');
    expect([findings.students, findings['equal to their twins']]).toEqual([3, 3]);
  });

  it('a table of fewer rows has fewer weights', async () => {
    const whole = (await outcome(clickAblation.trainPlain)).weights;
    const { 'half the rows': half, 'a quarter': quarter } = caseOf('hashed-table').variants;
    const [two, four] = [(await outcome(half)).weights, (await outcome(quarter)).weights];
    expect(two).toBeLessThan(whole);
    expect(four).toBeLessThan(two);
  });

  it('chosen labels are held against as many drawn ones', async () => {
    const opponent = caseOf('active-labels').plainVariant?.train;
    const drawn = caseOf('labels-5%').variants['a label weighs 1'];
    expect((await outcome(opponent ?? drawn)).hash).toBe((await outcome(drawn)).hash);
    expect(opponent).toBeDefined();
  });

  it('the test part opens once, and says what the true chances would have cost', async () => {
    const { measure, teacher } = clickAblation.openTest(material);
    expect(() => clickAblation.openTest(material)).toThrow(/comparison of strategies/);
    const { model } = await clickAblation.trainPlain({ material, student: 'fm', plain, seed: 3 });
    const { value, perUnit, extra } = measure(model);
    const mean = perUnit.reduce((sum, loss) => sum + loss, 0) / perUnit.length;
    expect(mean).toBeCloseTo(value, 10);
    expect(perUnit.length).toBe(100);
    expect(teacher.value).not.toBe(value);
    const cost = extra?.['log-loss of the true chances'] ?? 0;
    const clicks = (cost - Math.log(4 / 3)) / Math.log(3);
    expect(100 * clicks).toBeCloseTo(Math.round(100 * clicks), 6);
    expect((await clickAblation.describe(model, material)).weights).toBe(countWeights(model.parameters));
    model.dispose();
  });

  it('labels that are not known change nothing', async () => {
    const { data } = material;
    const [train] = Object.values(caseOf('labels-10%').variants);
    const { hash, findings } = await outcome(train);
    expect(findings.labels).toBe(Math.round(0.1 * data.rows.length));
    const known = new Set(Array.from(labelledPlaces(material, 0.1), (place) => data.rows[place]));
    expect(known.size).toBe(findings.labels);
    const flipped = await withTable(
      (row, label) => (known.has(row) ? label : 1 - label),
      () => outcome(train),
    );
    expect(flipped.hash).toBe(hash);
    const other = await withTable(
      (row, label) => (known.has(row) ? 1 - label : label),
      () => outcome(train),
    );
    expect(other.hash).not.toBe(hash);
  });
});

/** Runs with a table whose labels of the training rows are edited. */
async function withTable<Result>(
  edit: (row: number, label: number) => number,
  run: () => Promise<Result>,
): Promise<Result> {
  const own = material;
  const { table } = own.data;
  const { fields, rows, groups, hash } = table;
  const training = new Set(own.data.rows);
  const read: typeof table.read = (wanted) => {
    const batch = table.read(wanted);
    const labels = batch.labels.map((label, i) => (training.has(wanted[i]) ? edit(wanted[i], label) : label));
    return { ...batch, labels };
  };
  material = { ...own, data: { ...own.data, table: { fields, rows, groups, hash, read } } };
  try {
    return await run();
  } finally {
    material = own;
  }
}
