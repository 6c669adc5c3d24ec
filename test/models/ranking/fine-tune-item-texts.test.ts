import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeTexts } from '../../../src/language/encode-texts';
import { fineTuneItemTexts } from '../../../src/models/ranking/fine-tune-item-texts';
import { TextSimilarity } from '../../../src/models/ranking/text-similarity';
import { standardise } from '../../../src/pipeline/text-vectors';
import { hashWeights } from '../../../src/tensor/parameter';
import { bundle, runChild } from '../../processes/run-child';
import { lossOfTable, pairs, texts, toyItemTexts, toyOptions, toyParts } from './toy-item-texts';

/** Several processes, each of which loads TensorFlow anew. */
const killedRunsMs = 300_000;

const root = mkdtempSync(join(tmpdir(), 'recdistill item texts '));
afterAll(() => rmSync(root, { recursive: true }));

let whole: Awaited<ReturnType<typeof toyItemTexts>>;
beforeAll(async () => {
  whole = await toyItemTexts();
});

/** How many of the pairs find what came next above all that their query does not know. */
function hitsOf(table: Float32Array): number {
  const width = table.length / texts.length;
  const itemText = { values: standardise(table, width), width };
  const model = new TextSimilarity({ itemText, decay: pairs.historyDecay });
  const scores = model.score(pairs.contexts);
  model.dispose();
  const isHit = (target: number, query: number) => {
    const own = scores.subarray(query * texts.length, (query + 1) * texts.length);
    const known = pairs.contexts.sequences[2 * query];
    return own.every((score, item) => score <= own[target] || item === known);
  };
  return Array.from(pairs.targets).filter(isHit).length;
}

describe('fineTuneItemTexts', () => {
  it('learns which text follows which, where the texts as they came do not say it', async () => {
    const { encoder, tokenizer } = await toyParts();
    const frozen = await encodeTexts({ encoder, tokenizer, texts, maxTokens: 16, tokensPerBatch: 64 });
    encoder.dispose();
    const { textTable, bestValidation, history } = await toyItemTexts({
      ...{ epochs: 100, patience: 100, sequencesPerBatch: 4, sequencesPerEpoch: 100 },
      encoderTraining: { learningRate: 1e-2, weightDecay: 0.01 },
    });
    // Of the 16 texts that a query does not know, each is as good a guess at first.
    expect(lossOfTable(frozen)).toBeGreaterThan(2);
    expect(hitsOf(frozen)).toBeLessThan(4);
    expect(hitsOf(textTable)).toBeGreaterThanOrEqual(7);
    expect(history).toHaveLength(100);
    expect(bestValidation).toBeLessThan(0.8);
    expect(lossOfTable(textTable)).toBeCloseTo(bestValidation, 5);
  });

  it('comes to the same bytes from the same seed', async () => {
    expect((await toyItemTexts()).hash).toBe(whole.hash);
    expect((await toyItemTexts({ seed: 6 })).hash).not.toBe(whole.hash);
  });

  it('computes texts again in place of holding them, to as good a table, and gives all back', async () => {
    const before = tf.memory().numTensors;
    const first = await toyItemTexts({ gradientCheckpointing: true });
    expect(tf.memory().numTensors).toBe(before);
    expect((await toyItemTexts({ gradientCheckpointing: true })).hash).toBe(first.hash);
    expect(Math.abs(first.bestValidation - whole.bestValidation)).toBeLessThan(0.1);
  });

  it('returns the table of the encoder that it leaves', async () => {
    const parts = await toyParts();
    const { textTable } = fineTuneItemTexts(toyOptions(parts));
    const encoded = await encodeTexts({ ...parts, texts, maxTokens: 16, tokensPerBatch: 64 });
    parts.encoder.dispose();
    expect(Math.max(...encoded.map((x, i) => Math.abs(x - textTable[i])))).toBeLessThan(1e-5);
  });

  it('gives validation the table of the epoch’s end and keeps the best epoch’s', async () => {
    const tables: Float32Array[] = [];
    const { bestEpoch, textTable } = await toyItemTexts({
      validate: (table) => {
        tables.push(table.slice());
        return [2, 1, 3][tables.length - 1];
      },
    });
    expect(bestEpoch).toBe(1);
    expect(textTable).toEqual(tables[1]);
    expect(textTable).not.toEqual(tables[2]);
  });

  it('trains the layers above the frozen ones alone', async () => {
    const parts = await toyParts();
    const { parameters } = parts.encoder;
    const start = new Map(parameters.map((p) => [p, hashWeights([p])]));
    fineTuneItemTexts({ ...toyOptions(parts), epochs: 1, freeze: { layers: 1, embeddings: true } });
    const moved = (trainable: boolean) =>
      parameters.filter((p) => p.trainable === trainable).map((p) => hashWeights([p]) !== start.get(p));
    expect(moved(false).length).toBeGreaterThan(10);
    expect(moved(true).length).toBeGreaterThan(10);
    expect(moved(false)).not.toContain(true);
    expect(moved(true)).not.toContain(false);
    parts.encoder.dispose();
  });

  it('keeps the number of tensors from epoch to epoch and gives all back', async () => {
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    await toyItemTexts({ onEpoch: () => counts.push(tf.memory().numTensors) });
    expect(counts).toHaveLength(3);
    expect(new Set(counts).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses no pairs, a target without a text, and an unknown option', async () => {
    const none = { contexts: { ...pairs.contexts, rows: new Int32Array(0) }, targets: new Int32Array(0) };
    await expect(toyItemTexts(none)).rejects.toThrow(/found 0 queries and 0 targets/);
    const foreign = pairs.targets.map((item, k) => (k === 0 ? texts.length : item));
    await expect(toyItemTexts({ targets: foreign })).rejects.toThrow(/among the 17 items.*found 17/);
    await expect(toyItemTexts({ temperatur: 1 } as never)).rejects.toThrow(/did you mean "temperature"/);
  });
});

describe('fine-tuning item texts that was broken off', () => {
  class Stopped extends Error {}

  // An epoch has four steps.
  it.each([2, 4, 6, 9])('resumes after %i steps to the same bytes', async (steps) => {
    const checkpoint = { folder: join(root, `stopped at ${steps}`), key: 'toy', everySteps: 3 };
    let done = 0;
    const stop = () => {
      done++;
      if (done === steps) throw new Stopped();
    };
    await expect(toyItemTexts({ checkpoint, onBatch: stop })).rejects.toThrow(Stopped);
    const resumed = await toyItemTexts({ checkpoint });
    expect(resumed.hash).toBe(whole.hash);
    expect(resumed.textTable).toEqual(whole.textTable);
  });

  it(
    'comes to the same weights when its process is killed and started again',
    async () => {
      const path = bundle(join(__dirname, 'toy-item-texts-child.ts'), root);
      const args = [join(__dirname, '..', '..', 'fixtures', 'tiny-bert'), join(root, 'killed')];
      for (const killAfter of [5, 6]) {
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
