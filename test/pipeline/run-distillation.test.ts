import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { splitFolds } from '../../src/data/splits/folds';
import { pairedTTest } from '../../src/evaluate';
import {
  type DistillationResult,
  type PipelineEvent,
  type RunDistillationOptions,
  runDistillation,
} from '../../src/pipeline';
import { bundle, runChild } from '../processes/run-child';
import { loadTiny, tinySettings, tinySplit, writeTinyFiles } from './tiny-data';
import { withoutClock } from './without-clock';

let folder: string;
let data: RecommendationData;
let whole: DistillationResult;
const events: PipelineEvent[] = [];
const model = join(__dirname, '..', 'fixtures', 'tiny-bert');

function optionsOf(name: string, changed: Partial<RunDistillationOptions> = {}): RunDistillationOptions {
  const places = { cacheFolder: join(folder, name, 'cache'), outFolder: join(folder, name, 'out') };
  return {
    data,
    splits: [tinySplit(data)],
    settings: tinySettings,
    seed: 1,
    textSource: 'none',
    ...places,
    ...changed,
  };
}

function foldsOptions(name: string): RunDistillationOptions {
  const splits = splitFolds({ data, folds: 2, validationShare: 0.2, seed: 3 });
  return optionsOf(name, {
    splits,
    textSource: 'language-model',
    model,
    labelShares: [0.5, 1],
    ablation: true,
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-distillation-'));
  data = await loadTiny(writeTinyFiles(join(folder, 'tiny')));
  whole = await runDistillation({ ...foldsOptions('folds'), onEvent: (event) => events.push(event) });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('runDistillation over folds', () => {
  it('writes result.json as it returns it', () => {
    const written = JSON.parse(readFileSync(join(folder, 'folds', 'out', 'result.json'), 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(whole)));
  });

  it('names what readers of result.json look for', () => {
    expect(whole.dataset).toBe('tiny');
    expect(whole.teacher.rmse).toBeGreaterThan(0);
    expect(whole.teacher.weights).toBeGreaterThan(10_000);
    expect(whole.students.map(({ name }) => name)).toEqual(['mf', 'linear']);
    for (const student of whole.students) {
      const figures = [student.scratch.rmse, student.smoothed.rmse, student.distilled.rmse, student.p];
      expect(figures.every(Number.isFinite)).toBe(true);
      expect(tinySettings.distillation.temperatures).toContain(student.temperature);
      expect(tinySettings.distillation.alphas).toContain(student.alpha);
      expect(student.weights).toBeLessThan(whole.teacher.weights);
    }
  });

  it('has means over folds of means over seeds', () => {
    const [mf] = whole.students;
    const byFold = whole.splits.map(({ students }) =>
      mean(students[0].methods.distilled.scores.map(({ rmse }) => rmse)),
    );
    expect(mf.distilled.rmse).toBeCloseTo(mean(byFold), 12);
    expect(whole.teacher.rmse).toBeCloseTo(mean(whole.splits.map(({ teacher }) => teacher.scores.rmse)), 12);
    expect(mf.distilled.interval.count).toBe(2);
  });

  it('tests over fold means and over all pairs, and leads with the more doubtful', () => {
    const [mf] = whole.students;
    const pairs = { treatment: mf.distilled.values.flat(), baseline: mf.scratch.values.flat() };
    expect(mf.tests.foldSeedPairs).toEqual(pairedTTest(pairs));
    const means = { treatment: mf.distilled.values.map(mean), baseline: mf.scratch.values.map(mean) };
    expect(mf.tests.foldMeans?.p).toBeCloseTo(pairedTTest(means).p, 12);
    expect(mf.p).toBe(Math.max(mf.tests.foldMeans?.p ?? 0, mf.tests.foldSeedPairs?.p ?? 0));
  });

  it('measures each share of the labels on the whole test part', () => {
    expect(whole.labelShares.map(({ share }) => share)).toEqual([1, 0.5]);
    const [all, half] = whole.labelShares;
    expect(all.rows).toBe(whole.splits[0].rows.train);
    expect(half.rows).toBe(Math.round(all.rows / 2));
    expect(all.teacher).toBe(whole.splits[0].teacher.scores.rmse);
    expect(half.distilled).toHaveLength(2);
  });

  it('compares the teacher with and without text on the first folds, head by head', () => {
    const texts = whole.ablation.map(({ text, split }) => `${text}: ${split}`);
    const [one, two] = whole.splits.map(({ split }) => split);
    expect(texts).toEqual(
      [one, two].flatMap((split) =>
        ['language model', 'without text', 'random vectors'].map((t) => `${t}: ${split}`),
      ),
    );
    const [asTaught] = whole.ablation;
    expect(asTaught.members).toHaveLength(2);
    expect(asTaught.ensemble.rmse).toBe(whole.splits[0].teacher.scores.rmse);
    const counted = asTaught.ensemble.items.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(whole.splits[0].rows.test);
  });

  it('tells how far the whole is, never backwards, until all is done', () => {
    const told = events.filter((event) => event.kind === 'progress' && event.stage === 'whole run');
    const shares = told.map((event) => (event.kind === 'progress' ? event.done / event.total : 0));
    expect(shares.length).toBeGreaterThan(20);
    expect(shares.every((share, i) => i === 0 || share >= shares[i - 1])).toBe(true);
    expect(shares[shares.length - 1]).toBe(1);
  });

  it('trains nothing the second time', async () => {
    const again: PipelineEvent[] = [];
    const tensors = tf.memory().numTensors;
    const result = await runDistillation({ ...foldsOptions('folds'), onEvent: (event) => again.push(event) });
    expect(again.filter(({ kind }) => kind === 'epoch')).toEqual([]);
    expect(figuresOf(result)).toEqual(figuresOf(whole));
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('saves a model a fold and student', () => {
    for (const { split } of whole.splits) {
      expect(readdirSync(join(folder, 'folds', 'out', 'models', split)).sort()).toEqual(['linear', 'mf']);
    }
  });
});

/** Everything but the clock, the machine and the code's version, which is another one in a bundle. */
function figuresOf({ machine: _, versions: { code: __, ...versions }, ...figures }: DistillationResult) {
  return withoutClock({ ...figures, versions });
}

describe('runDistillation on one split', () => {
  it('tests over seeds', async () => {
    const { students } = await runDistillation(optionsOf('one'));
    expect(students[0].pFrom).toBe('seeds');
    expect(students[0].tests.foldMeans).toBeNull();
    expect(students[0].scratch.interval.count).toBe(2);
  });

  it('falls back on test users for a single seed', async () => {
    const settings = { ...tinySettings, seeds: [1] };
    const { students } = await runDistillation(optionsOf('one', { settings }));
    expect(students[0].pFrom).toBe('bootstrap over test users');
    expect(students[0].p).toBe(students[0].tests.bootstrap[0].p);
    expect(students[0].scratch.interval.low).toBeNull();
  });
});

describe('runDistillation that is killed', () => {
  it('goes on where it stopped, to the same figures', async () => {
    const child = bundle(join(__dirname, 'distillation-child.ts'), folder);
    const out = join(folder, 'killed');
    const files = join(folder, 'tiny');
    for (const epochs of [4, 25]) {
      const { signal } = await runChild(child, [files, out, String(epochs)]);
      expect(signal).toBe('SIGKILL');
      expect(existsSync(join(out, 'out', 'result.json'))).toBe(false);
    }
    await runChild(child, [files, out, 'never']);
    const killed = JSON.parse(readFileSync(join(out, 'out', 'result.json'), 'utf8'));
    const undisturbed = await runDistillation(optionsOf('one'));
    expect(figuresOf(killed)).toEqual(JSON.parse(JSON.stringify(figuresOf(undisturbed))));
  });
});

describe('runDistillation refuses', () => {
  const bad: [string, Partial<RunDistillationOptions> & Record<string, unknown>, RegExp][] = [
    ['an unknown option', { temperatur: 2 }, /unknown option "temperatur"/],
    ['no split', { splits: [] }, /at least one split/],
    ['a share beyond 1', { labelShares: [0.1, 10] }, /must lie in \(0, 1\], found 10/],
    ['no seed', { settings: { ...tinySettings, seeds: [] } }, /seeds is empty/],
  ];
  it.each(bad)('%s', async (_, changed, message) => {
    await expect(runDistillation(optionsOf('refused', changed))).rejects.toThrow(message);
  });

  it('two splits of one name', async () => {
    const split = tinySplit(data);
    await expect(runDistillation(optionsOf('refused', { splits: [split, split] }))).rejects.toThrow(
      /two splits have the name/,
    );
  });
});
