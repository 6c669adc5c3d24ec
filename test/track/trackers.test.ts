import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { softTargetEvent } from '../../src/pipeline/soft-target-sample';
import {
  combineTrackers,
  type Histogram,
  histogramOf,
  jsonLinesTracker,
  type Tracker,
  type TrainingEvent,
  tensorBoardTracker,
  trackEpochs,
  trackPipeline,
  trackTrials,
} from '../../src/track';
import { readEventFile } from './read-event-file';
import { pythonWith } from './tracking-python';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'track ü '));
});
afterEach(() => rmSync(folder, { recursive: true }));

function trainThreeEpochs(tracker: Tracker, run: string): void {
  tracker.record({ kind: 'started', run, settings: { temperature: 2 } });
  const onEpoch = trackEpochs({ tracker, run });
  for (const epoch of [0, 1, 2]) {
    onEpoch({ epoch, epochs: 3, trainLoss: 1 / (epoch + 1), validation: 0.9 + epoch / 8, seconds: 1 });
  }
  tracker.record({ kind: 'finished', run, values: { rmse: 0.9 } });
}

function listTracker(): Tracker & { events: TrainingEvent[] } {
  const events: TrainingEvent[] = [];
  return { events, record: (event) => events.push(event), close: () => {} };
}

describe('the stream of events', () => {
  it('says of each epoch its numbers, counted from 1, and how far training has come', () => {
    const tracker = listTracker();
    trainThreeEpochs(tracker, 'student');
    expect(tracker.events.map(({ kind }) => kind).join(' ')).toBe(
      'started scalars progress scalars progress scalars progress finished',
    );
    expect(tracker.events[5]).toMatchObject({
      step: 3,
      values: { 'loss/train': 1 / 3, 'metric/validation': 1.15 },
    });
    expect(tracker.events[6]).toMatchObject({ label: 'epoch 3 of 3, validation 1.1500', done: 3, total: 3 });
  });

  it('says of each trial of a sweep its metrics', () => {
    const tracker = listTracker();
    trackTrials({ tracker, run: 'sweep' })({ done: 2, total: 12, result: { metrics: { rmse: 0.91 } } });
    expect(tracker.events).toEqual([
      { kind: 'scalars', run: 'sweep', step: 2, values: { rmse: 0.91 } },
      { kind: 'progress', run: 'sweep', label: 'trial 2 of 12', done: 2, total: 12 },
    ]);
  });

  it('of the pipeline has a run a training, also where one stage trains several models', () => {
    const tracker = listTracker();
    const listen = trackPipeline({ tracker });
    const shared = { split: 'u1', stage: 'search mf: observed' };
    listen({ kind: 'stage', ...shared, detail: '2 trials' });
    for (const epoch of [0, 1, 0]) {
      const event = { epoch, epochs: 2, trainLoss: 1, validation: 0.9, isBest: true, seconds: 1 };
      listen({ kind: 'epoch', ...shared, event });
    }
    listen({ kind: 'progress', ...shared, done: 2, total: 2 });
    const runs = tracker.events.filter(({ kind }) => kind === 'scalars').map(({ run }) => run);
    expect(runs).toEqual(['u1/search mf- observed', 'u1/search mf- observed', 'u1/search mf- observed (2)']);
    const settings = { ...shared, detail: '2 trials' };
    expect(tracker.events[0]).toEqual({ kind: 'started', run: 'u1/search mf- observed', settings });
    const ended = tracker.events.filter(({ kind }) => kind === 'finished').map(({ run }) => run);
    expect(ended).toEqual(['u1/search mf- observed']);
    expect(tracker.events.at(-1)).toMatchObject({
      kind: 'progress',
      label: 'search mf: observed',
      done: 2,
      total: 2,
    });
  });

  it('of the pipeline shows how undecided the teacher is at each temperature, and makes no run of a stage without numbers', () => {
    const tracker = listTracker();
    const listen = trackPipeline({ tracker });
    listen({ kind: 'stage', split: 'u1', stage: 'text', detail: 'reading' });
    listen(
      softTargetEvent({
        ...{ split: 'u1', classes: 1, temperatures: [1, 2] },
        logits: Float32Array.from({ length: 20_000 }, () => Math.log(3)),
      }),
    );
    const [started, ...histograms] = tracker.events;
    expect(started).toMatchObject({ kind: 'started', run: 'u1/soft targets' });
    // of the probabilities 3/4 and 1/4
    const entropy = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
    expect(histograms).toHaveLength(2);
    expect(histograms[0]).toMatchObject({
      name: 'soft targets/entropy at T 1',
      histogram: { counts: [5000] },
    });
    expect((histograms[0] as { histogram: Histogram }).histogram.max).toBeCloseTo(entropy, 6);
  });

  it('reaches all combined trackers alike', () => {
    const one = listTracker();
    const two = listTracker();
    trainThreeEpochs(combineTrackers([one, two]), 'student');
    expect(one.events).toHaveLength(8);
    expect(two.events).toEqual(one.events);
  });
});

describe('jsonLinesTracker', () => {
  it('appends a line an event at once, also to a file that is there already', () => {
    const path = join(folder, 'deep', 'events.jsonl');
    trainThreeEpochs(jsonLinesTracker({ path }), 'one');
    trainThreeEpochs(jsonLinesTracker({ path }), 'two');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(16);
    const event = JSON.parse(lines[9]);
    expect(event).toMatchObject({
      kind: 'scalars',
      run: 'two',
      step: 1,
      values: { 'metric/validation': 0.9 },
    });
    expect(new Date(event.time).toISOString()).toBe(event.time);
  });
});

describe('tensorBoardTracker', () => {
  const read = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata
from google.protobuf.json_format import MessageToDict
events = EventAccumulator(sys.argv[1])
events.Reload()
content = lambda tag: events.SummaryMetadata("_hparams_/" + tag).plugin_data.content
print(json.dumps({
  "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]},
  "histograms": {tag: [[e.step, vars(e.histogram_value)] for e in events.Histograms(tag)] for tag in events.Tags()["histograms"]},
  "start": MessageToDict(metadata.parse_session_start_info_plugin_data(content("session_start_info"))),
  "end": MessageToDict(metadata.parse_session_end_info_plugin_data(content("session_end_info"))),
}))
`;

  function expectThreeEpochs(scalars: Record<string, number[][]>): void {
    const names = ['loss/train', 'metric/validation', 'rmse', 'time/epoch_seconds'];
    expect(Object.keys(scalars).sort()).toEqual(names);
    // the summary stands at the last step
    expect(scalars.rmse.map(([step]) => step)).toEqual([3]);
    expect(scalars['metric/validation'].map(([step]) => step)).toEqual([1, 2, 3]);
    for (const [i, wanted] of [0.9, 1.025, 1.15].entries()) {
      expect(scalars['metric/validation'][i][1]).toBeCloseTo(wanted, 6);
    }
  }

  it('writes event files whose records and checksums hold, one folder a run', () => {
    const tracker = tensorBoardTracker({ folder });
    trainThreeEpochs(tracker, 'student/seed-1');
    trainThreeEpochs(tracker, 'student/seed-2');
    tracker.close();
    expect(readdirSync(join(folder, 'student'))).toEqual(['seed-1', 'seed-2']);
    for (const run of ['seed-1', 'seed-2']) {
      const [file] = readdirSync(join(folder, 'student', run));
      expect(file).toContain('tfevents');
      expectThreeEpochs(readEventFile(join(folder, 'student', run, file)));
    }
  });

  it('writes what TensorBoard itself reads back: numbers, histograms, settings and how it ended', (context) => {
    const python = pythonWith('tensorboard');
    if (python === null) return context.skip();
    const tracker = tensorBoardTracker({ folder });
    const histogram = histogramOf({ values: [0, 1, 2, 3, 3, 3], bins: 3 });
    tracker.record({ kind: 'histogram', run: 'student', step: 1, name: 'entropy', histogram });
    trainThreeEpochs(tracker, 'student');
    tracker.close();
    const output = execFileSync(python, ['-c', read, join(folder, 'student')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { scalars, histograms, start, end } = JSON.parse(output);
    expectThreeEpochs(scalars);
    expect(histograms.entropy).toEqual([
      [
        1,
        {
          ...{ min: 0, max: 3, num: 6, sum: 12, sum_squares: 32 },
          ...{ bucket_limit: [0, 1, 2, 3], bucket: [0, 1, 1, 4] },
        },
      ],
    ]);
    expect(start).toMatchObject({ hparams: { temperature: 2 }, groupName: 'student' });
    expect(end.status).toBe('STATUS_SUCCESS');
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const tracker = tensorBoardTracker({ folder });
    trainThreeEpochs(tracker, 'one');
    tracker.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a run whose folder would lie elsewhere', () => {
    const tracker = tensorBoardTracker({ folder });
    for (const run of ['', '../other', '/tmp']) {
      expect(() => tracker.record({ kind: 'scalars', run, step: 1, values: {} })).toThrow(
        /expected a name for a folder/,
      );
    }
  });
});
