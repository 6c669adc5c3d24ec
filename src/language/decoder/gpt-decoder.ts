import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { readSafetensors } from '../../files/safetensors';
import type { Random } from '../../random';
import type { Parameter } from '../../tensor';
import { checkTokenBatch, type TokenBatch } from '../token-batch';
import { checkpointSource, randomSource } from '../weight-source';
import { type GptConfig, readGptConfig } from './gpt-config';
import { causalMask, type GptPass, gptLayer, gptLayerWithCache, gptNorm } from './gpt-layer';
import { buildGptWeights, type GptWeights, gptNames, gptParameters } from './gpt-weights';
import { KeyValueCache, type LayerCache } from './key-value-cache';
import { LowRankAdapters, type LowRankOptions } from './low-rank-adapters';
import { mergeAdapters } from './merge-adapters';

export interface DecodeBatchOptions {
  /** Short rows filled at their end, which no real token looks at. */
  batch: TokenBatch;
  /** True applies the adapters' dropout, drawn from `random`; the base, which is not trained, never drops. */
  training: boolean;
  /** Needed in training, not read otherwise. */
  random: Random | null;
}

export interface AdvanceOptions {
  /** What all texts of the batch go on from; null where they start. */
  past: KeyValueCache | null;
  batch: TokenBatch;
  /** Whether the cache that includes the batch's own tokens is asked for; the batch then holds one text. */
  keep: boolean;
}

/**
 * A language model of the GPT-2 family: tokens to logits of the next one. Its own weights are held still; training goes
 * through low-rank adapters, in which it is differentiable. It owns native variables: `dispose` it.
 * @see Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"
 */
export class GptDecoder {
  /** The pretrained weights, none of them trainable; the adapters' are `adapters.parameters`. */
  readonly parameters: readonly Parameter[];
  private lowRank: LowRankAdapters | null = null;

  private constructor(
    readonly config: GptConfig,
    readonly weights: GptWeights,
  ) {
    this.parameters = gptParameters(weights);
  }

  /**
   * A decoder with the weights of a folder that holds config.json and model.safetensors.
   * @throws InputError if a file is missing or damaged, it is no GPT-2, or the two do not fit
   */
  static load(options: { folder: string }): GptDecoder {
    checkOptions('GptDecoder.load', options, ['folder']);
    const config = readGptConfig(join(options.folder, 'config.json'));
    const path = join(options.folder, 'model.safetensors');
    const { tensors } = readSafetensors(path);
    return new GptDecoder(config, buildGptWeights(config, checkpointSource(path, tensors, gptNames)));
  }

  /** A decoder of the same shape with fresh weights, to measure what the pretrained ones are worth. */
  static initialise(options: { config: GptConfig; random: Random }): GptDecoder {
    checkOptions('GptDecoder.initialise', options, ['config', 'random']);
    const { config, random } = options;
    return new GptDecoder(config, buildGptWeights(config, randomSource(config, random)));
  }

  get adapters(): LowRankAdapters | null {
    return this.lowRank;
  }

  /**
   * Puts fresh adapters on the named dense layers; the outputs stay what they were until these are trained.
   * @throws InputError if there are adapters already
   */
  attachAdapters(options: LowRankOptions & { random: Random }): LowRankAdapters {
    if (this.lowRank !== null) {
      throw new InputError(
        'GptDecoder.attachAdapters: there are adapters already; merge or remove them first',
      );
    }
    const { random, ...settings } = options;
    this.lowRank = new LowRankAdapters(this.config, settings, random);
    return this.lowRank;
  }

  /** Adds the adapters to the weights that they adapt, W + (alpha / rank) B A, and lets them go: same outputs, less work. */
  mergeAdapters(): void {
    if (this.lowRank !== null) mergeAdapters(this.weights, this.lowRank);
    this.removeAdapters();
  }

  /** Back to the pretrained model. */
  removeAdapters(): void {
    this.lowRank?.dispose();
    this.lowRank = null;
  }

  /**
   * Hidden states after the last layer norm.
   * @returns [texts · width of the batch, hidden]; rows of padding hold no meaning
   * @throws InputError if a text is longer than the model's positions or a token is not in its vocabulary
   */
  hiddenStates(options: DecodeBatchOptions): tf.Tensor2D {
    const { batch, training, random } = options;
    checkOptions('GptDecoder.hiddenStates', options, ['batch', 'training', 'random']);
    if (training && random === null) throw new TypeError('GptDecoder: training needs `random` for dropout');
    checkTokenBatch('GptDecoder', batch, this.config);
    return tf.tidy(() => {
      const pass = this.passOver(batch, training ? random : null);
      let x = this.embedTokens(batch, 0);
      this.weights.layers.forEach((weights, index) => {
        x = gptLayer(x, { index, weights }, pass);
      });
      return gptNorm(x, this.weights.finalNorm, this.config);
    });
  }

  /**
   * Logits of the token after each.
   * @returns [texts · width of the batch, vocabulary], unscaled
   */
  logits(options: DecodeBatchOptions): tf.Tensor2D {
    return tf.tidy(() => this.logitsOf(this.hiddenStates(options)));
  }

  /** states [rows, hidden] -> [rows, vocabulary]: products with the words' own vectors */
  logitsOf(states: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => tf.matMul(states, this.weights.words.value<tf.Tensor2D>(), false, true));
  }

  /**
   * Hidden states of tokens that follow a text that was read before, without reading that again; in inference mode.
   * @returns states [texts · width, hidden]; the caller disposes them and the cache
   */
  advance(options: AdvanceOptions): { states: tf.Tensor2D; cache: KeyValueCache | null } {
    checkOptions('GptDecoder.advance', options, ['past', 'batch', 'keep']);
    const { past, batch, keep } = options;
    const start = past?.length ?? 0;
    checkTokenBatch('GptDecoder', batch, this.config, start);
    if (keep && batch.lengths.length !== 1) {
      throw new RangeError(`GptDecoder.advance: a cache holds one text, found ${batch.lengths.length}`);
    }
    let cache: KeyValueCache | null = null;
    const states = tf.tidy(() => {
      const pass = this.passOver(batch, null);
      const layers: LayerCache[] = [];
      let x = this.embedTokens(batch, start);
      this.weights.layers.forEach((weights, index) => {
        const before = past?.layers[index] ?? null;
        const { y, keys, values } = gptLayerWithCache(x, { index, weights }, pass, before);
        x = y;
        if (keep) layers.push({ keys: joined(before?.keys, keys), values: joined(before?.values, values) });
      });
      if (keep) cache = new KeyValueCache(start + batch.width, layers);
      return gptNorm(x, this.weights.finalNorm, this.config);
    });
    return { states, cache };
  }

  dispose(): void {
    this.removeAdapters();
    for (const parameter of this.parameters) parameter.dispose();
  }

  private passOver(batch: TokenBatch, random: Random | null): GptPass {
    const { config, lowRank } = this;
    const causal = causalMask(batch.width);
    return { config, texts: batch.lengths.length, adapters: lowRank, causal, random };
  }

  private embedTokens({ ids, lengths, width }: TokenBatch, start: number): tf.Tensor2D {
    const { words, positions } = this.weights;
    const texts = lengths.length;
    const { hidden } = this.config;
    const places = positions.rows(Int32Array.from({ length: width }, (_, i) => start + i)); // [width, hidden]
    const tokens = tf.reshape(words.rows(ids), [texts, width, hidden]);
    return tf.reshape(tf.add(tokens, places), [texts * width, hidden]);
  }
}

/** [heads, length, size] and [heads, 1, width, size] -> [heads, length + width, size] */
function joined(before: tf.Tensor | undefined, own: tf.Tensor): tf.Tensor {
  const [heads, , width, size] = own.shape;
  const added = tf.reshape(own, [heads, width, size]);
  return before === undefined ? added : tf.concat([before, added], 1);
}
