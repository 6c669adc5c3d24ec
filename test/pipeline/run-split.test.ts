import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { type PipelineEvent, type RunSplitOptions, runSplit } from '../../src/pipeline';
import { loadTiny, tinySettings, tinySplit, writeTinyFiles } from './tiny-data';
import { withoutClock } from './without-clock';

let folder: string;
let data: RecommendationData;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-pipeline-'));
  data = await loadTiny(writeTinyFiles(join(folder, 'tiny')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function optionsOf(name: string, changed: Partial<RunSplitOptions> = {}): RunSplitOptions {
  const places = { cacheFolder: join(folder, name, 'cache'), outFolder: join(folder, name, 'out') };
  return {
    split: tinySplit(data),
    settings: tinySettings,
    seed: 1,
    textSource: 'none',
    ...places,
    ...changed,
  };
}

describe('one split', () => {
  it('gives the same figures again without training anything', async () => {
    const first = await runSplit(optionsOf('again'));
    const events: PipelineEvent[] = [];
    const tensors = tf.memory().numTensors;
    const second = await runSplit(optionsOf('again', { onEvent: (event) => events.push(event) }));
    expect(withoutClock(second)).toEqual(withoutClock(first));
    expect(events.filter((event) => event.kind === 'epoch')).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('opens the test part only after everything was chosen', async () => {
    const split = tinySplit(data);
    const taken: string[] = [];
    const stages: string[] = [];
    const open = split.takeTest.bind(split);
    split.takeTest = (purpose) => {
      taken.push(purpose);
      stages.push('TEST');
      return open(purpose);
    };
    const onEvent = (event: PipelineEvent) => {
      if (event.kind === 'stage') stages.push(event.stage);
    };
    await runSplit(optionsOf('again', { split, onEvent }));
    expect(taken).toEqual(['final comparison']);
    expect(stages).toEqual(['text', 'teacher', 'search', 'search', 'final comparison', 'TEST']);
  });

  it('refuses to report on a test part that somebody has seen', async () => {
    const split = tinySplit(data);
    split.takeTest('a look at it');
    await expect(runSplit(optionsOf('again', { split }))).rejects.toThrow(
      /already handed out to "a look at it"/,
    );
  });

  it('gives every way of training the same number of trials but for temperature and alpha', async () => {
    const { students } = await runSplit(optionsOf('again'));
    for (const { search } of students) {
      const trialsOf = (method: string) => search.filter((row) => row.trial.method === method).length;
      expect([trialsOf('scratch'), trialsOf('smoothed'), trialsOf('distilled')]).toEqual([2, 2, 3]);
    }
  });

  it('stops at a signal and goes on from there to the same figures', async () => {
    const whole = await runSplit(optionsOf('again'));
    const stop = new AbortController();
    let epochs = 0;
    const onEvent = (event: PipelineEvent) => {
      if (event.kind === 'epoch' && ++epochs === 20) stop.abort();
    };
    await expect(runSplit(optionsOf('cut', { onEvent, signal: stop.signal }))).rejects.toThrow(/abort/);
    const events: PipelineEvent[] = [];
    const resumed = await runSplit(optionsOf('cut', { onEvent: (event) => events.push(event) }));
    expect(withoutClock(resumed)).toEqual(withoutClock(whole));
    const trained = events.filter((event) => event.kind === 'epoch' && event.stage.startsWith('teacher'));
    expect(trained).toEqual([]);
  });
});

describe('a language model that is fine-tuned', () => {
  const model = join(__dirname, '..', 'fixtures', 'tiny-bert');
  const fineTuning = { ...tinySettings.teacher.fineTuning, epochs: 2 };
  const settings = { ...tinySettings, teacher: { ...tinySettings.teacher, fineTuning } };

  it('is trained once a split and reported with its epochs', async () => {
    const options = { settings, textSource: 'language-model' as const, model };
    const first = await runSplit(optionsOf('tuned', options));
    expect(first.teacher.fineTuning).toHaveLength(2);
    const events: PipelineEvent[] = [];
    const tensors = tf.memory().numTensors;
    const onEvent = (event: PipelineEvent) => events.push(event);
    const second = await runSplit(optionsOf('tuned', { ...options, onEvent }));
    expect(withoutClock(second)).toEqual(withoutClock(first));
    expect(events.filter((event) => event.kind === 'epoch')).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('gives the teacher other vectors than the model as it came', async () => {
    const options = { textSource: 'language-model' as const, model };
    const frozen = await runSplit(optionsOf('tuned', options));
    const tuned = await runSplit(optionsOf('tuned', { ...options, settings }));
    expect(frozen.teacher.fineTuning).toBeNull();
    expect(tuned.teacher.hash).not.toBe(frozen.teacher.hash);
  });
});
