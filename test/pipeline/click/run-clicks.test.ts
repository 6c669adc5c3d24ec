import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickLog, splitClicksAtRandom, splitClicksIntoFolds } from '../../../src/data';
import { clickScorerOf, loadClickModel } from '../../../src/models';
import { clickRowsOf, prepareClickMaterial } from '../../../src/pipeline/click/click-material';
import type { ClickResult, ClickRow } from '../../../src/pipeline/click/click-result';
import type { ClickSettings } from '../../../src/pipeline/click/click-settings';
import { measureClicks } from '../../../src/pipeline/click/measure-clicks';
import { runClicks } from '../../../src/pipeline/click/run-clicks';
import type { PipelineEvent } from '../../../src/pipeline/events';
import { sampleLog, tinySettings as settings } from './small-clicks';

const SHARES = { testShare: 0.2, validationShare: 0.2, seed: 3 };
let folder: string;
let log: ClickLog;
let result: ClickResult;
let again: ClickResult;
let tensors: number[];
const events: PipelineEvent[] = [];
const eventsAgain: PipelineEvent[] = [];

function run(out: string, cache: string, more: Partial<Parameters<typeof runClicks>[0]> = {}) {
  return runClicks({
    ...{ log, splits: [splitClicksAtRandom({ source: log, ...SHARES })], settings, seed: 7 },
    ...{ cacheFolder: join(folder, cache), outFolder: join(folder, out) },
    command: 'npx recdistill distill --task click --student mlp --report a.md',
    ...more,
  });
}

/** What must not change from run to run. */
const figuresOf = ({ rows, teacher }: ClickResult) => ({
  rows: rows.map(({ latencyP50Ms: _, ...row }) => row),
  teacher: { figures: teacher.figures, hash: teacher.bySplit[0].hash },
});
const rowOf = ({ rows }: ClickResult, student: string, method: string) =>
  rows.find((row) => row.student === student && row.method === method) as ClickRow;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-clicks-'));
  log = await sampleLog(join(folder, 'log.csv'), 1500);
  // What TensorFlow sets up on its first use stays.
  await run('warm', 'warm', {
    settings: { ...settings, seeds: [1], distillation: { ...settings.distillation, methods: ['kd'] } },
  });
  const before = tf.memory().numTensors;
  result = await run('out', 'cache', { onEvent: (event) => events.push(event) });
  tensors = [before, tf.memory().numTensors];
  again = await run('out', 'cache', { onEvent: (event) => eventsAgain.push(event) });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('runClicks', () => {
  it('has a row from scratch and one for each method that a student can learn by', () => {
    expect(result.rows.map(({ student, method }) => `${student} ${method}`)).toEqual([
      ...['logistic-regression scratch', 'logistic-regression kd'],
      ...['mlp scratch', 'mlp kd', 'mlp hint', 'mlp kd+hint', 'mlp rkd'],
    ]);
  });

  it('names in each row what a table over domains needs', () => {
    for (const row of result.rows) {
      expect(row).toMatchObject({
        domain: 'advertising',
        dataset: 'sample',
        metric: 'logLoss',
        seeds: [1, 2],
      });
      expect(row.bytes).toBeGreaterThan(4 * row.weights);
      expect(row.latencyP50Ms).toBeGreaterThan(0);
      expect(row.teacher).toBe(result.teacher.figures.logLoss);
      const own = row.bySplit[0].bySeed.map(({ logLoss }) => logLoss);
      expect(row.distilled ?? row.scratch).toBeCloseTo((own[0] + own[1]) / 2, 12);
    }
  });

  it('holds each method against the same student from scratch, by the more doubtful test', () => {
    const [scratch, kd] = [rowOf(result, 'mlp', 'scratch'), rowOf(result, 'mlp', 'kd')];
    expect([scratch.p, scratch.distilled, scratch.recovered]).toEqual([null, null, null]);
    const difference = (kd.distilled ?? 0) - scratch.scratch;
    expect(kd.tests?.rows.meanDifference).toBeCloseTo(difference, 10);
    expect(kd.interval?.mean).toBeCloseTo(difference, 10);
    expect(kd.p).toBe(Math.max(kd.tests?.rows.p ?? 0, kd.tests?.repeats?.p ?? 0));
    expect(kd.recovered?.ratio).toBeCloseTo(-difference / (scratch.scratch - kd.teacher), 8);
  });

  it('says each user once where a column says who', () => {
    const { over, count } = rowOf(result, 'mlp', 'kd').tests?.rows ?? {};
    expect(over).toBe('users');
    expect(count).toBeLessThan(300);
    expect(rowOf(result, 'mlp', 'kd').figures.groupAuc).not.toBeNull();
  });

  it('leaves the teacher as it was and no tensor behind', () => {
    expect(result.teacher.bySplit[0].hash).toMatch(/^[0-9a-f]{64}$/);
    expect(tensors[1]).toBe(tensors[0]);
  });

  it('goes on from what is finished, to the same figures, without training', () => {
    expect(figuresOf(again)).toEqual(figuresOf(result));
    expect(again.searches).toEqual(result.searches);
    expect(events.some(({ kind }) => kind === 'epoch')).toBe(true);
    expect(eventsAgain.some(({ kind }) => kind === 'epoch')).toBe(false);
  });

  it('comes to the same figures in another folder', async () => {
    const elsewhere = await run('elsewhere', 'another cache');
    expect(figuresOf(elsewhere)).toEqual(figuresOf(result));
  }, 180_000);

  it('stops at a signal, and the same call goes on to the same figures', async () => {
    const stop = new AbortController();
    let trials = 0;
    const onEvent = ({ stage, kind }: PipelineEvent) => {
      if (kind === 'progress' && stage.startsWith('search mlp') && ++trials === 3) stop.abort();
    };
    const stopped = run('killed', 'killed cache', { onEvent, signal: stop.signal });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(figuresOf(await run('killed', 'killed cache'))).toEqual(figuresOf(result));
  }, 180_000);

  it('tells how far the whole is, up to all of it', () => {
    const whole = events.filter((event) => event.kind === 'progress' && event.stage === 'whole run');
    const dones = whole.map((event) => (event.kind === 'progress' ? event.done : 0));
    expect(dones).toEqual([...dones].sort((a, b) => a - b));
    expect(whole.at(-1)).toMatchObject({ done: dones.at(-1), total: dones.at(-1) });
  });

  it('keeps each row’s model of the first seed, which gives the row’s figures again', async () => {
    const split = splitClicksAtRandom({ source: log, ...SHARES });
    const material = await prepareClickMaterial({
      ...{ log, split, settings, seed: 7, cacheFolder: join(folder, 'cache') },
    });
    const test = clickRowsOf(material.table, split.takeTest('a test'));
    for (const { student, method, bySplit } of result.rows) {
      const at = join(folder, 'out', 'models', split.name, `${student}-${method}`);
      const { model, description } = await loadClickModel({ folder: at });
      const { metrics } = measureClicks(clickScorerOf(model), material, test);
      expect(metrics).toEqual(bySplit[0].bySeed[0]);
      expect(description.encoding?.hash).toBe(material.encoding.hash);
      model.dispose();
    }
  });

  it('finds a row again when it is asked for alone', async () => {
    const own: PipelineEvent[] = [];
    const alone = await run('alone', 'cache', {
      settings: {
        ...settings,
        student: { ...settings.student, students: ['mlp'] },
        distillation: { ...settings.distillation, methods: ['kd'] },
      },
      onEvent: (event) => own.push(event),
    });
    expect(rowOf(alone, 'mlp', 'kd').bySplit).toEqual(rowOf(result, 'mlp', 'kd').bySplit);
    expect(own.some(({ kind }) => kind === 'epoch')).toBe(false);
  }, 180_000);

  it('names the command of each row alone', () => {
    expect(rowOf(result, 'mlp', 'kd').command).toBe(
      'npx recdistill distill --task click --student mlp --methods kd',
    );
  });
});

describe('runClicks chooses on validation alone', () => {
  it('chooses the same whatever the test rows say', async () => {
    const test = new Set(splitClicksAtRandom({ source: log, ...SHARES }).takeTest('to turn its labels'));
    const turned = await sampleLog(join(folder, 'turned.csv'), 1500, (csv) => {
      const [header, ...lines] = csv.trimEnd().split('\n');
      const turn = (line: string) => (line[0] === '1' ? '0' : '1') + line.slice(1);
      return `${[header, ...lines.map((line, row) => (test.has(row) ? turn(line) : line))].join('\n')}\n`;
    });
    const other = await run('turned', 'turned cache', {
      log: turned,
      splits: [splitClicksAtRandom({ source: turned, ...SHARES })],
    });
    const choices = ({ rows }: ClickResult) =>
      rows.map(({ bySplit }) => bySplit.map(({ trial, validation }) => ({ trial, validation })));
    expect(choices(other)).toEqual(choices(result));
    expect(other.teacher.bySplit[0].hash).toBe(result.teacher.bySplit[0].hash);
    expect(other.teacher.figures.logLoss).not.toBe(result.teacher.figures.logLoss);
  }, 180_000);

  it('takes a test part once, so that it cannot be run on the same split again', async () => {
    const split = splitClicksAtRandom({ source: log, ...SHARES });
    await run('once', 'cache', { splits: [split] });
    await expect(run('once', 'cache', { splits: [split] })).rejects.toThrow(/test/);
  }, 180_000);
});

describe('runClicks over folds and with thinned rows', () => {
  const few: ClickSettings = {
    ...settings,
    student: { ...settings.student, students: ['logistic-regression'], learningRates: [1e-2] },
    distillation: { ...settings.distillation, methods: ['kd'], temperatures: [1] },
    seeds: [1],
  };

  it('sums up over folds beside the log’s own split', async () => {
    const splits = splitClicksIntoFolds({ source: log, folds: 3, validationShare: 0.2, seed: 1 });
    const publishedSplit = splitClicksAtRandom({ source: log, ...SHARES });
    const folds = await run('folds', 'folds cache', { splits, publishedSplit, settings: few });
    const [, kd] = folds.rows;
    expect(kd.bySplit).toHaveLength(3);
    expect(kd.interval?.count).toBe(3);
    expect(folds.splits.reduce((sum, { rows }) => sum + rows.test, 0)).toBe(1500);
    expect(folds.published?.splits.map(({ split }) => split)).toEqual([publishedSplit.name]);
  }, 180_000);

  it('foresees as many clicks as there are where three of four rows without one were left out', async () => {
    const thin = await run('thin', 'thin cache', { settings: { ...few, negativeShare: 0.25 } });
    const { trainedOn, train } = thin.splits[0].rows;
    expect(trainedOn).toBeLessThan(0.6 * train);
    for (const { figures } of [...thin.rows, thin.teacher]) {
      expect(figures.calibrationRatio).toBeGreaterThan(0.7);
      expect(figures.calibrationRatio).toBeLessThan(1.4);
    }
    const rate = result.clickRate.logLoss;
    expect(Math.abs(thin.clickRate.logLoss - rate)).toBeLessThan(0.02 * rate);
  }, 180_000);

  it('refuses two splits of one name, and a run without any', async () => {
    const split = () => splitClicksAtRandom({ source: log, ...SHARES });
    await expect(run('bad', 'bad', { splits: [split(), split()] })).rejects.toThrow(
      /two splits have the name/,
    );
    await expect(run('bad', 'bad', { splits: [] })).rejects.toThrow(/at least one split/);
    expect(existsSync(join(folder, 'bad')) && readdirSync(join(folder, 'bad'))).toBeFalsy();
  });
});
