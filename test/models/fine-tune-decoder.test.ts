import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ContinuationExample,
  continuationLoss,
  GptDecoder,
  gptDenseNames,
  listTemplate,
  loadTokenizer,
  rankByLikelihood,
  rankingExample,
  type TextTokenizer,
} from '../../src/language';
import { type FineTuneDecoderOptions, fineTuneDecoder } from '../../src/models';
import { Random } from '../../src/random';
import { hashWeights } from '../../src/tensor';

const folder = join(__dirname, '..', 'fixtures', 'tiny-gpt2');
const template = listTemplate;
const steps = [
  { history: ['Toy Story'], next: 'Star Wars' },
  { history: ['Steel bolts'], next: 'Hex nuts' },
  { history: ['Star Wars', 'Toy Story'], next: 'The War' },
];

let decoder: GptDecoder;
let tokenizer: TextTokenizer;
let examples: ContinuationExample[];
beforeEach(async () => {
  decoder = GptDecoder.load({ folder });
  sharpen();
  tokenizer = await loadTokenizer({ folder });
  examples = steps.map((step) => rankingExample({ tokenizer, template, ...step, maxTokens: 96 }));
  attach();
});
afterEach(() => decoder.dispose());

/** The tiny head is held still and its logits reach no further than 6 or so: with this it can be certain of a token. */
function sharpen(): void {
  const gain = decoder.parameters.find(({ name }) => name === 'ln_f.gain');
  gain?.assign(gain.data().map((value) => 5 * value));
}

function attach(): void {
  decoder.removeAdapters();
  const targets = gptDenseNames;
  decoder.attachAdapters({ rank: 8, alpha: 16, targets, dropout: 0, random: new Random(1) });
}

const settings = (): FineTuneDecoderOptions => ({
  decoder,
  train: examples,
  validation: examples,
  tokensPerBatch: 1000,
  learningRate: 0.02,
  weightDecay: 0,
  epochs: 30,
  patience: 30,
  warmup: 0,
  schedule: 'constant',
  clipNorm: 1,
  seed: 1,
});

const lossNow = () =>
  tf.tidy(() => continuationLoss({ decoder, examples, training: false, random: null }).dataSync()[0]);

const adapterHash = () => hashWeights(decoder.adapters?.parameters ?? []);

describe('fineTuneDecoder', () => {
  it('learns one batch by heart through the adapters, and leaves the pretrained weights as they were', async () => {
    const base = hashWeights(decoder.parameters);
    const start = lossNow();
    const { bestValidation, history } = fineTuneDecoder(settings());
    expect(start).toBeGreaterThan(4);
    expect(history[0].trainLoss).toBeCloseTo(start, 4);
    expect(bestValidation).toBeLessThan(0.1);
    expect(lossNow()).toBeCloseTo(bestValidation, 5);
    expect(hashWeights(decoder.parameters)).toBe(base);
    const candidates = steps.map(({ next }) => next);
    for (const [i, { history: taken }] of steps.entries()) {
      const ranking = { decoder, tokenizer, template, history: taken, candidates, tokensPerBatch: 100 };
      const { order } = await rankByLikelihood({ ...ranking, score: 'sum' });
      expect(order[0]).toBe(i);
    }
  });

  it('gives one seed the same adapters, and another seed others', () => {
    const run = (seed: number) => {
      attach();
      fineTuneDecoder({ ...settings(), epochs: 3, tokensPerBatch: 45, seed });
      return adapterHash();
    };
    const first = run(1);
    expect(run(1)).toBe(first);
    expect(run(2)).not.toBe(first);
  });

  it('goes on from a checkpoint to the adapters of a run that was not interrupted', () => {
    const checkpoint = { folder: mkdtempSync(join(tmpdir(), 'decoder-')), key: 'toy' };
    const short = { ...settings(), epochs: 4, patience: 4, tokensPerBatch: 45 };
    fineTuneDecoder(short);
    const whole = adapterHash();
    attach();
    const controller = new AbortController();
    const onEpoch = () => controller.abort(new Error('enough'));
    expect(() => fineTuneDecoder({ ...short, checkpoint, signal: controller.signal, onEpoch })).toThrow(
      'enough',
    );
    attach();
    let resumed = false;
    const onEvent = ({ kind }: { kind: string }) => {
      resumed ||= kind === 'resumed';
    };
    fineTuneDecoder({ ...short, checkpoint: { ...checkpoint, onEvent } });
    expect(resumed).toBe(true);
    expect(adapterHash()).toBe(whole);
    rmSync(checkpoint.folder, { recursive: true });
  });

  it('keeps no tensor from epoch to epoch', () => {
    const counts: number[] = [];
    const onEpoch = () => counts.push(tf.memory().numTensors);
    const before = tf.memory().numTensors;
    fineTuneDecoder({ ...settings(), epochs: 3, tokensPerBatch: 45, onEpoch });
    expect(counts[1]).toBe(counts[0]);
    expect(counts[2]).toBe(counts[0]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a decoder without adapters, no examples, and options that it does not know', () => {
    expect(() => fineTuneDecoder({ ...settings(), validation: [] })).toThrow(/found 3 and 0/);
    const wrong = { ...settings(), batchSize: 3 };
    expect(() => fineTuneDecoder(wrong)).toThrow(/unknown option "batchSize"/);
    decoder.removeAdapters();
    expect(() => fineTuneDecoder(settings())).toThrow(/call attachAdapters first/);
  });
});
