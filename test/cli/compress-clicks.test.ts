import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickSplit, openClickSource, splitClicksAtRandom } from '../../src/data';
import { distillClicks } from '../../src/distill';
import { clickScorerOf, saveClickModel } from '../../src/models';
import { clickProfiles, createClickStudent, measureClicks, prepareClickMaterial } from '../../src/pipeline';
import { clickRowsOf } from '../../src/pipeline/click/click-material';
import { clickTraining } from '../../src/pipeline/click/click-training';
import { type Spoken, speak } from './command-line';

const root = mkdtempSync(join(tmpdir(), 'recdistill-compress-clicks-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const model = join(root, 'models', 'mlp');

/** What the student reaches as it was trained, by TensorFlow. */
let expected: { validation: number; test: number };

async function trained(split: ClickSplit): Promise<void> {
  const log = await openClickSource({ dataset: 'sample-clicks' });
  const settings = { ...clickProfiles.small, negativeShare: 0.5 };
  const material = await prepareClickMaterial({ log, split, settings, seed: 1, cacheFolder: root });
  const own = { ...settings.student, epochs: 2, layers: [32, 20], dimensions: 8 };
  const student = createClickStudent({ student: 'mlp', material, settings: own, seed: 1 });
  const rates = { learningRate: 0.01, weightDecay: 0.1 };
  distillClicks({
    ...clickTraining({ model: student, material, settings: own, rates, seed: 1 }),
    ...{ softTargets: null, temperature: 1, alpha: 0 },
  });
  const { encoding, table, shift } = material;
  const metadata = { dataHash: table.hash, split: split.name, logitShift: shift };
  await saveClickModel({ folder: model, model: student, encoding, metadata });
  const lossOn = (rows: Int32Array) =>
    measureClicks(clickScorerOf(student), material, clickRowsOf(table, rows)).metrics.logLoss;
  expected = { validation: lossOn(split.validation), test: lossOn(split.takeTest('a test')) };
  student.dispose();
  material.dispose();
}

beforeAll(async () => {
  const source = await openClickSource({ dataset: 'sample-clicks' });
  await trained(splitClicksAtRandom({ source, testShare: 0.1, validationShare: 0.1, seed: 1 }));
  const command = 'npx recdistill distill --task click --dataset sample-clicks --seed 1';
  writeFileSync(join(root, 'result.json'), JSON.stringify({ command }));
}, 120_000);

const compress = (...words: string[]): Promise<Spoken> =>
  speak('compress', '--model', model, '--attached', '--cache', join(root, 'cache'), ...words);

describe('compress of a click student', () => {
  it('judges by the log-loss that its run had, and writes students that lose little', async () => {
    const out = join(root, 'small');
    const { exitCode, stdout, stderr } = await compress(
      ...['--method', 'float16,int8,int4,prune:0.5,rare-ids:5', '--out', out],
    );
    expect(stderr).toContain('int8, validation');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/test log-loss[\s\S]*as trained[\s\S]*int4/);
    const [{ original, rows, refused, metric, isLowerBetter, ...about }] = JSON.parse(
      readFileSync(join(out, 'compression.json'), 'utf8'),
    ).models;
    expect(about).toMatchObject({ kind: 'click-mlp', data: 'sample-clicks', taughtBy: null });
    expect([metric, isLowerBetter]).toEqual(['log-loss', true]);
    expect(original.validation).toBeCloseTo(expected.validation, 5);
    expect(original.test).toBeCloseTo(expected.test, 5);
    expect(refused.map(({ method }: { method: string }) => method)).toEqual(['prune:0.5', 'rare-ids:5']);
    const losses = rows.map(({ test }: { test: number }) => Math.abs(test / original.test - 1));
    for (const [i, most] of [0.001, 0.005, 0.1].entries()) expect(losses[i]).toBeLessThan(most);
    for (const { folder, bytes } of rows) {
      const sizes = ['model.json', 'model.safetensors'].map(
        (name) => readFileSync(join(folder, name)).length,
      );
      expect(bytes.total).toBe(sizes[0] + sizes[1]);
    }
    const weights = [original, ...rows].map(({ bytes }) => bytes.weightsFile);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  it.each([
    ['another split', ['--dataset', 'sample-clicks', '--split', 'by-time'], /expected a model of split/],
    [
      'another log',
      ['--dataset', 'sample-titled-clicks'],
      /expected a model of sample-titled-clicks with data hash/,
    ],
    ['ratings', ['--ratings', 'a.csv'], /--log/],
  ])('refuses %s with 2', async (_, words, reason) => {
    const { exitCode, stderr } = await compress('--out', join(root, 'no'), ...words);
    expect(stderr).toMatch(reason);
    expect(exitCode).toBe(2);
  });
});
