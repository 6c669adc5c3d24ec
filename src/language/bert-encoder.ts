import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { checkOptions } from '../errors';
import { readSafetensors } from '../files/safetensors';
import type { Random } from '../random';
import type { Parameter } from '../tensor';
import { type BertConfig, readBertConfig } from './bert-config';
import { applyDropout, applyNorm, type BertPass, bertLayer } from './bert-layer';
import { type BertWeights, buildBertWeights, layerParameters } from './bert-weights';
import { meanOverTokens, paddingMask } from './padding';
import { checkTokenBatch, type TokenBatch } from './token-batch';
import { bertNames, checkpointSource, randomSource } from './weight-source';

export interface EncodeBatchOptions {
  batch: TokenBatch;
  /** True applies the checkpoint's dropout, drawn from `random`. */
  training: boolean;
  /** Needed in training, not read otherwise. */
  random: Random | null;
}

/**
 * A BERT or DistilBERT encoder: tokens to hidden states, texts to vectors. Differentiable in its parameters inside
 * `valueAndGradients`. It owns native variables: `dispose` it.
 * @see Devlin et al. 2019, arXiv:1810.04805; Sanh et al. 2019, arXiv:1910.01108
 */
export class BertEncoder {
  /** Every weight, embeddings first, then the layers from below. */
  readonly parameters: readonly Parameter[];
  private readonly embeddings: readonly Parameter[];
  private readonly layers: readonly (readonly Parameter[])[];

  private constructor(
    readonly config: BertConfig,
    private readonly weights: BertWeights,
  ) {
    const { words, positions, tokenTypes, embeddingNorm } = weights;
    const tables = tokenTypes === null ? [words, positions] : [words, positions, tokenTypes];
    this.embeddings = [...tables, embeddingNorm.gain, embeddingNorm.bias];
    this.layers = weights.layers.map(layerParameters);
    this.parameters = [...this.embeddings, ...this.layers.flat()];
  }

  /**
   * An encoder with the weights of a folder that holds config.json and model.safetensors.
   * @throws InputError if a file is missing or damaged, or the two do not fit
   */
  static load(options: { folder: string }): BertEncoder {
    checkOptions('BertEncoder.load', options, ['folder']);
    const config = readBertConfig(join(options.folder, 'config.json'));
    const path = join(options.folder, 'model.safetensors');
    const { tensors } = readSafetensors(path);
    return new BertEncoder(config, buildBertWeights(config, checkpointSource(path, tensors, bertNames)));
  }

  /** An encoder of the same shape with fresh weights, to measure what the pretrained ones are worth. */
  static initialise(options: { config: BertConfig; random: Random }): BertEncoder {
    checkOptions('BertEncoder.initialise', options, ['config', 'random']);
    const { config, random } = options;
    return new BertEncoder(config, buildBertWeights(config, randomSource(config, random)));
  }

  /** Numbers a text vector. */
  get width(): number {
    return this.config.hidden;
  }

  /**
   * Hidden states of the last layer.
   * @returns [texts, width of the batch, hidden]; rows of padding hold no meaning
   * @throws InputError if a text is longer than the model's positions or a token is not in its vocabulary
   */
  hiddenStates(options: EncodeBatchOptions): tf.Tensor3D {
    const { batch, training, random } = options;
    checkOptions('BertEncoder.hiddenStates', options, ['batch', 'training', 'random']);
    if (training && random === null) throw new TypeError('BertEncoder: training needs `random` for dropout');
    checkTokenBatch('BertEncoder', batch, this.config);
    return tf.tidy(() => {
      const texts = batch.lengths.length;
      const pass: BertPass = {
        config: this.config,
        texts,
        width: batch.width,
        mask: paddingMask(batch),
        random: training ? random : null,
      };
      let x = this.embedTokens(batch, pass); // [texts · width, hidden]
      let recorded = this.embeddings.some((parameter) => parameter.isRecorded);
      this.weights.layers.forEach((layer, i) => {
        recorded ||= this.layers[i].some((parameter) => parameter.isRecorded);
        x = bertLayer(x, layer, pass, recorded);
      });
      return tf.reshape(x, [texts, batch.width, this.config.hidden]);
    });
  }

  /**
   * Text vectors: the mean of the hidden states over each text's tokens, marks included, padding not.
   * @returns [texts, hidden], not normalised
   */
  embed(options: EncodeBatchOptions): tf.Tensor2D {
    return tf.tidy(() => meanOverTokens(this.hiddenStates(options), options.batch.lengths));
  }

  /**
   * Keeps the lowest layers, and the embeddings if asked, out of training; all else is trained.
   * @param options.layers number of layers from below
   */
  freeze(options: { layers: number; embeddings: boolean }): void {
    checkOptions('BertEncoder.freeze', options, ['layers', 'embeddings']);
    const { layers, embeddings } = options;
    if (!Number.isInteger(layers) || layers < 0 || layers > this.layers.length) {
      throw new RangeError(`BertEncoder.freeze: layers must be 0 to ${this.layers.length}, found ${layers}`);
    }
    for (const parameter of this.embeddings) parameter.trainable = !embeddings;
    this.layers.forEach((parameters, i) => {
      for (const parameter of parameters) parameter.trainable = i >= layers;
    });
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }

  private embedTokens({ ids, width }: TokenBatch, pass: BertPass): tf.Tensor2D {
    const { words, positions, tokenTypes, embeddingNorm } = this.weights;
    const { hidden, layerNormEpsilon } = this.config;
    const places = positions.rows(Int32Array.from({ length: width }, (_, i) => i)); // [width, hidden]
    const context = tokenTypes === null ? places : tf.add(places, tokenTypes.rows(Int32Array.of(0)));
    const tokens = tf.reshape(words.rows(ids), [pass.texts, width, hidden]);
    const sum = tf.reshape(tf.add(tokens, context), [pass.texts * width, hidden]) as tf.Tensor2D;
    return applyDropout(applyNorm(sum, embeddingNorm, layerNormEpsilon), pass);
  }
}
