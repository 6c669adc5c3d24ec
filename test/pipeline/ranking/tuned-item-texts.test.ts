import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import type { PipelineEvent } from '../../../src/pipeline/events';
import { rankingQueries } from '../../../src/pipeline/ranking/ranking-queries';
import { type TunedItemTextsOptions, tunedItemTexts } from '../../../src/pipeline/ranking/tuned-item-texts';
import { ring } from './ring-data';

const model = join(__dirname, '..', '..', 'fixtures', 'tiny-bert');
const words = ['dog', 'cat', 'robot', 'star', 'space', 'war', 'toy', 'love'];
const moods = ['funny', 'sad', 'happy', 'unhappy', 'great'];

/** Users walk along a ring of films. */
function films() {
  const data = ring({ users: 30, length: 6, items: 40 });
  const texts = data.items.ids.map((_, i) => `a ${moods[i % 5]} ${words[i % 8]} story`);
  return { ...data, items: { ...data.items, texts } };
}

const data = films();
const split = splitLeaveOneOut({ data });
const validation = rankingQueries({ split, known: split.train, asked: split.validation, maxLength: 5 });

const root = mkdtempSync(join(tmpdir(), 'recdistill tuned texts '));
afterAll(() => rmSync(root, { recursive: true }));

const options = (folder: string): TunedItemTextsOptions => ({
  split,
  validation,
  settings: {
    epochs: 2,
    sequencesPerBatch: 6,
    sequencesPerEpoch: 20,
    gradientCheckpointing: true,
    learningRate: 5e-3,
    weightDecay: 0.01,
    warmup: 0.1,
    clipNorm: 1,
    frozenLayers: 0,
    temperature: 0.1,
    historyDecay: 0.6,
    historyItems: 5,
  },
  maxTokens: 12,
  seenItems: 'masked',
  model,
  seed: 1,
  cacheFolder: join(root, folder),
});

type Tuned = Awaited<ReturnType<typeof tunedItemTexts>>;
let whole: Tuned;
const events: PipelineEvent[] = [];
beforeAll(async () => {
  whole = await tunedItemTexts({ ...options('whole'), onEvent: (event) => events.push(event) });
});

describe('tunedItemTexts', () => {
  it('gives centred vectors of every item and the validation of every epoch', () => {
    const { values, width, fineTuning } = whole;
    expect(values).toHaveLength(40 * width);
    for (let column = 0; column < width; column++) {
      const mean = values.reduce((sum, x, i) => (i % width === column ? sum + x / 40 : sum), 0);
      expect(mean).toBeCloseTo(0, 5);
    }
    expect(fineTuning.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(fineTuning.every(({ validation: score }) => score <= 0 && score >= -1)).toBe(true);
  });

  it('tells how far it is', () => {
    const progress = events.filter((event) => event.kind === 'progress');
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(events.filter(({ kind }) => kind === 'epoch')).toHaveLength(2);
    expect(events.filter(({ kind }) => kind === 'stage')).toHaveLength(2 * 4);
  });

  it('trains nothing the second time, and again with other settings', async () => {
    const silent = { ...options('whole'), onEvent: () => expect.unreachable('trained again') };
    const again = await tunedItemTexts(silent);
    expect(again).toEqual(whole);
    const { settings } = silent;
    const other = await tunedItemTexts({
      ...options('whole'),
      settings: { ...settings, temperature: 0.2, epochs: 1 },
    });
    expect(other.values).not.toEqual(whole.values);
  });

  it('goes on where it was broken off, to the same bytes, and clears its checkpoints', async () => {
    const stop = new AbortController();
    const onEvent = ({ kind }: PipelineEvent) => {
      if (kind === 'epoch') stop.abort(new Error('enough'));
    };
    await expect(tunedItemTexts({ ...options('broken'), onEvent, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
    let steps = 0;
    const resumed = await tunedItemTexts({
      ...options('broken'),
      onEvent: ({ kind }) => {
        if (kind === 'stage') steps++;
      },
    });
    expect(steps).toBe(4);
    expect(resumed.values).toEqual(whole.values);
    expect(readdirSync(join(root, 'broken'))).toHaveLength(1);
  });

  it('reads no row that is held out', async () => {
    const items = data.interactions.items.slice();
    for (const row of items.keys()) if (row % 6 > 3) items[row] = (items[row] + 11) % 40;
    const changed = { ...data, hash: 'changed', interactions: { ...data.interactions, items } };
    const others = splitLeaveOneOut({ data: changed });
    expect(others.train).toEqual(split.train);
    const tuned = await tunedItemTexts({ ...options('changed'), split: others });
    expect(tuned.values).toEqual(whole.values);
    expect(() => others.takeTest('nobody else did')).not.toThrow();
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await tunedItemTexts({ ...options('tensors'), seed: 2 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names an unknown option', async () => {
    const wrong = { ...options('wrong'), maxToken: 3 };
    await expect(tunedItemTexts(wrong)).rejects.toThrow(/did you mean "maxTokens"/);
  });
});
