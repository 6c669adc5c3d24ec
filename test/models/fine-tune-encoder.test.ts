import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mseLoss } from '../../src/distill/losses/mse-loss';
import { encodeTexts } from '../../src/language/encode-texts';
import { fineTuneEncoder } from '../../src/models/rating/fine-tune-encoder';
import { blocksByLength, rowsByItem } from '../../src/models/rating/item-blocks';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { Random } from '../../src/random';
import { hashWeights } from '../../src/tensor/parameter';
import { bundle, runChild } from '../processes/run-child';
import { levels, texts, toyFineTuning, toyOptions, toyParts, train, validation } from './toy-fine-tuning';

/** Several processes, each of which loads TensorFlow anew. */
const killedRunsMs = 300_000;

const root = mkdtempSync(join(tmpdir(), 'recdistill fine-tuning '));
afterAll(() => rmSync(root, { recursive: true }));

let whole: Awaited<ReturnType<typeof toyFineTuning>>;
beforeAll(async () => {
  whole = await toyFineTuning();
});

describe('fineTuneEncoder', () => {
  it('learns from texts what users like of items that nobody has rated', async () => {
    const { bestValidation, history } = await toyFineTuning({ epochs: 25, patience: 25 });
    // Labels are 1 or 3 in equal parts: a guess of 2 errs by 1.
    expect(history[0].validation).toBeGreaterThan(0.8);
    expect(bestValidation).toBeLessThan(0.4);
  });

  it('trains on the squared error of the expected rating just as well', async () => {
    const { bestValidation } = await toyFineTuning({
      epochs: 25,
      patience: 25,
      loss: ({ logits, ratings }) => mseLoss({ logits, ratings, levels }),
    });
    expect(bestValidation).toBeLessThan(0.4);
  });

  it('sends each text through the encoder once an epoch, with all its ratings', async () => {
    const rated = new Set(train.items).size;
    const batches = Math.ceil(rated / 4) + Math.ceil(train.users.length / 48);
    const seen: number[] = [];
    let rows = 0;
    const { loss } = toyOptions(await toyParts());
    await toyFineTuning({
      epochs: 1,
      loss: (batch) => {
        rows += batch.labels.length;
        return loss(batch);
      },
      onBatch: (event) => seen.push(event.batches),
    });
    expect(seen).toEqual(Array.from({ length: batches }, () => batches));
    expect(rows).toBe(2 * train.users.length);
  });

  it('comes to the same bytes from the same seed', async () => {
    expect((await toyFineTuning()).hash).toBe(whole.hash);
    expect((await toyFineTuning({ seed: 6 })).hash).not.toBe(whole.hash);
  });

  it('keeps the number of tensors from epoch to epoch and gives all back', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    await toyFineTuning({ onEpoch: () => counts.push(tf.memory().numTensors) });
    expect(counts).toHaveLength(3);
    expect(new Set(counts).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves the tuned table in the head and returns it', async () => {
    const parts = await toyParts();
    const { textTable, bestValidation } = fineTuneEncoder(toyOptions(parts));
    const { encoder, tokenizer, head } = parts;
    const encoded = await encodeTexts({ encoder, tokenizer, texts, maxTokens: 16, tokensPerBatch: 64 });
    expect(Math.max(...encoded.map((x, i) => Math.abs(x - textTable[i])))).toBeLessThan(1e-5);
    expect(head.itemText()).toEqual(textTable);
    const logits = predictLogits({ model: head, pairs: validation });
    const squares = Array.from(validation.labels, (label, row) => {
      const masses = [0, 1, 2].map((k) => Math.exp(logits[3 * row + k]));
      const total = masses[0] + masses[1] + masses[2];
      const expectation = masses.reduce((sum, mass, k) => sum + (mass / total) * levels[k], 0);
      return (expectation - levels[label]) ** 2;
    });
    const rmse = Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
    expect(rmse).toBeCloseTo(bestValidation, 5);
    encoder.dispose();
    head.dispose();
  });

  it('trains the layers above the frozen ones alone', async () => {
    const parts = await toyParts();
    const { parameters } = parts.encoder;
    const start = new Map(parameters.map((p) => [p, hashWeights([p])]));
    fineTuneEncoder({ ...toyOptions(parts), epochs: 1, freeze: { layers: 1, embeddings: true } });
    const frozen = parameters.filter((p) => !p.trainable);
    const trained = parameters.filter((p) => p.trainable);
    expect(frozen.length).toBeGreaterThan(10);
    expect(trained.length).toBeGreaterThan(10);
    expect(frozen.every((p) => hashWeights([p]) === start.get(p))).toBe(true);
    expect(trained.every((p) => hashWeights([p]) !== start.get(p))).toBe(true);
    parts.encoder.dispose();
    parts.head.dispose();
  });

  it('refuses a head without a text table of the encoder’s width', async () => {
    const { encoder, tokenizer, head } = await toyParts();
    const other = new MatrixFactorization({
      users: 12,
      items: 16,
      dimensions: 2,
      frequencies: [1, 1, 1],
      random: new Random(1),
    });
    const options = toyOptions({ encoder, tokenizer, head: other as never });
    expect(() => fineTuneEncoder(options)).toThrow(/item text table \[16,24\], found none/);
    for (const model of [encoder, head, other]) model.dispose();
  });

  it('names an unknown option', async () => {
    await expect(toyFineTuning({ headPases: 2 } as never)).rejects.toThrow(/did you mean "headPasses"/);
  });
});

describe('fine-tuning that was broken off', () => {
  class Stopped extends Error {}

  // Steps 1 to 3 of an epoch are the language model's, the others the head's.
  it.each([2, 4, 5, 8])('resumes after %i steps to the same weights', async (steps) => {
    const checkpoint = { folder: join(root, `stopped at ${steps}`), key: 'toy', everySteps: 1 };
    let done = 0;
    const stop = () => {
      done++;
      if (done === steps) throw new Stopped();
    };
    await expect(toyFineTuning({ checkpoint, onBatch: stop })).rejects.toThrow(Stopped);
    const resumed = await toyFineTuning({ checkpoint });
    expect(resumed.hash).toBe(whole.hash);
    expect(resumed.textTable).toEqual(whole.textTable);
  });

  it(
    'comes to the same weights when its process is killed and started again',
    async () => {
      const path = bundle(join(__dirname, 'toy-fine-tuning-child.ts'), root);
      const args = [join(__dirname, '..', 'fixtures', 'tiny-bert'), join(root, 'killed')];
      for (const killAfter of [4, 7]) {
        const { signal } = await runChild(path, [...args, String(killAfter)]);
        expect(signal).toBe('SIGKILL');
      }
      const { lines } = await runChild(path, args);
      expect(lines[0]).toBe('resumed');
      expect(lines[lines.length - 1]).toBe(`hash ${whole.hash}`);
    },
    killedRunsMs,
  );
});

describe('blocksByLength', () => {
  it('holds each item once, in blocks of about equal length', () => {
    const lengths = Int32Array.from({ length: 40 }, (_, i) => 5 + ((7 * i) % 13));
    const items = Int32Array.from({ length: 30 }, (_, i) => i + 10);
    const blocks = blocksByLength({ items, lengths, itemsPerBlock: 8, random: new Random(1) });
    expect(blocks.map((block) => block.length).sort()).toEqual([6, 8, 8, 8]);
    expect(blocks.flatMap((block) => [...block]).sort((a, b) => a - b)).toEqual([...items]);
    const spread = blocks.map((block) => {
      const own = [...block].map((item) => lengths[item]);
      return Math.max(...own) - Math.min(...own);
    });
    expect(Math.max(...spread)).toBeLessThanOrEqual(4);
  });
});

describe('rowsByItem', () => {
  it('lists the rows of every item, none for an item without one', () => {
    const rows = rowsByItem(new Int32Array([2, 0, 2]), 4);
    expect(rows.map((own) => [...own])).toEqual([[1], [], [0, 2], []]);
  });
});
