import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { geluTanh, layerNorm, linear, selfAttention } from '../../tensor';
import type { LayerNormWeights } from '../weight-builder';
import { cachedAttention } from './cached-attention';
import type { GptConfig } from './gpt-config';
import type { GptDenseName, GptLayerWeights } from './gpt-weights';
import type { LayerCache } from './key-value-cache';
import type { LowRankAdapters } from './low-rank-adapters';

/** What all layers of one forward pass share. */
export interface GptPass {
  readonly config: GptConfig;
  readonly texts: number;
  readonly adapters: LowRankAdapters | null;
  /** 0 for tokens to look at, a large negative number for later ones: [width, width] */
  readonly causal: tf.Tensor2D;
  /** Where the adapters' dropout draws from in training; null outside of it. */
  readonly random: Random | null;
}

/** One block with its number, which its weights' names carry. */
export interface GptBlock {
  readonly index: number;
  readonly weights: GptLayerWeights;
}

/** Large enough that softmax gives later tokens a weight of exactly 0. */
const hidden = -1e9;

/** [width, width]: row i sees columns 0 .. i */
export function causalMask(width: number): tf.Tensor2D {
  const mask = new Float32Array(width * width);
  for (let row = 0; row < width; row++) mask.fill(hidden, row * width + row + 1, (row + 1) * width);
  return tf.tensor2d(mask, [width, width]);
}

export function gptNorm(x: tf.Tensor2D, { gain, bias }: LayerNormWeights, config: GptConfig): tf.Tensor2D {
  const epsilon = config.layerNormEpsilon;
  return layerNorm({ x, gain: gain.value<tf.Tensor1D>(), bias: bias.value<tf.Tensor1D>(), epsilon });
}

/** A dense layer with its adapter, if it has one. */
function project(x: tf.Tensor2D, block: GptBlock, name: GptDenseName, pass: GptPass): tf.Tensor2D {
  const { weights, bias, transposed } = block.weights.dense[name];
  const [matrix, offset] = [weights.value<tf.Tensor2D>(), bias.value<tf.Tensor1D>()];
  // `linear` always computes the weights' gradient, as dear as x's own; frozen weights take none.
  const y = weights.isRecorded
    ? linear({ x, weights: matrix, bias: offset, transposed })
    : tf.add<tf.Tensor2D>(tf.matMul(x, matrix, false, transposed), offset);
  if (pass.adapters === null) return y;
  return pass.adapters.apply({ name: `h.${block.index}.${name}`, x, y, random: pass.random });
}

function addFeedForward(x: tf.Tensor2D, block: GptBlock, pass: GptPass): tf.Tensor2D {
  const normal = gptNorm(x, block.weights.feedForwardNorm, pass.config);
  const activated = geluTanh(project(normal, block, 'mlp.c_fc', pass));
  return tf.add(x, project(activated, block, 'mlp.c_proj', pass));
}

/**
 * One block with layer norms before each half: a = x + attention(LN(x)), y = a + mlp(LN(a)). Differentiable.
 * @param x [texts · width, hidden]
 * @see Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3
 */
export function gptLayer(x: tf.Tensor2D, block: GptBlock, pass: GptPass): tf.Tensor2D {
  const { config, texts, causal } = pass;
  const width = x.shape[0] / texts;
  const normal = gptNorm(x, block.weights.attentionNorm, config);
  const attended = selfAttention({
    projections: project(normal, block, 'attn.c_attn', pass),
    texts,
    heads: config.heads,
    mask: tf.reshape(causal, [1, 1, width, width]),
    dropoutMask: null,
  });
  return addFeedForward(tf.add(x, project(attended, block, 'attn.c_proj', pass)), block, pass);
}

/** As `gptLayer` for tokens that follow `past`, without gradient; also gives the new tokens' keys and values. */
export function gptLayerWithCache(
  x: tf.Tensor2D,
  block: GptBlock,
  pass: GptPass,
  past: LayerCache | null,
): { y: tf.Tensor2D; keys: tf.Tensor; values: tf.Tensor } {
  const { config, texts, causal } = pass;
  const normal = gptNorm(x, block.weights.attentionNorm, config);
  const projections = project(normal, block, 'attn.c_attn', pass);
  const { attended, keys, values } = cachedAttention({
    projections,
    texts,
    heads: config.heads,
    causal,
    past,
  });
  const middle = tf.add<tf.Tensor2D>(x, project(attended, block, 'attn.c_proj', pass));
  return { y: addFeedForward(middle, block, pass), keys, values };
}
