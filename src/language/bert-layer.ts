import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../random';
import { attentionBlock, dropout, feedForwardBlock, gelu, layerNorm, linear, selfAttention } from '../tensor';
import type { BertConfig } from './bert-config';
import type { BertLayerWeights } from './bert-weights';
import type { DenseWeights, LayerNormWeights } from './weight-builder';

/** What all layers of one forward pass share. */
export interface BertPass {
  readonly config: BertConfig;
  readonly texts: number;
  readonly width: number;
  /** [texts, 1, 1, width]; null where no text is padded */
  readonly mask: tf.Tensor4D | null;
  /** Where dropout draws from in training; null outside of it. */
  readonly random: Random | null;
}

function applyDense(x: tf.Tensor2D, dense: DenseWeights): tf.Tensor2D {
  const { weights, bias, transposed } = dense;
  return linear({ x, weights: weights.value<tf.Tensor2D>(), bias: bias.value<tf.Tensor1D>(), transposed });
}

export function applyNorm(x: tf.Tensor2D, weights: LayerNormWeights, epsilon: number): tf.Tensor2D {
  const { gain, bias } = weights;
  return layerNorm({ x, gain: gain.value<tf.Tensor1D>(), bias: bias.value<tf.Tensor1D>(), epsilon });
}

export function applyDropout(x: tf.Tensor2D, { config, random }: BertPass): tf.Tensor2D {
  return random === null ? x : dropout({ x, rate: config.dropout, random });
}

function attentionDropout({ config, texts, width, random }: BertPass): tf.Tensor4D | null {
  if (random === null || config.attentionDropout === 0) return null;
  const ones = tf.ones<tf.Rank.R4>([texts, config.heads, width, width]);
  return dropout({ x: ones, rate: config.attentionDropout, random });
}

/**
 * One transformer layer with layer norms after the sums, as in BERT.
 * @param x [texts · width, hidden]
 * @param recorded whether a gradient for x is asked for
 * @returns [texts · width, hidden]
 * @see Devlin et al. 2019, arXiv:1810.04805
 */
export function bertLayer(
  x: tf.Tensor2D,
  layer: BertLayerWeights,
  pass: BertPass,
  recorded: boolean,
): tf.Tensor2D {
  const isGraph = pass.random === null && liesAsGraphWants(layer);
  return isGraph ? layerAsGraph(x, layer, pass, recorded) : layerInSteps(x, layer, pass);
}

/** The graph is written for feed-forward blocks wider than the layer, as all published ones are. */
function liesAsGraphWants({ intermediate, output }: BertLayerWeights): boolean {
  return intermediate.transposed && !output.transposed;
}

type SixTensors = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function valuesOf(first: DenseWeights, second: DenseWeights, norm: LayerNormWeights): SixTensors {
  return [
    first.weights.value(),
    first.bias.value(),
    second.weights.value(),
    second.bias.value(),
    norm.gain.value(),
    norm.bias.value(),
  ];
}

/** Without dropout, each half of the layer is one graph, which takes a fraction of the calls. */
function layerAsGraph(
  x: tf.Tensor2D,
  layer: BertLayerWeights,
  pass: BertPass,
  recorded: boolean,
): tf.Tensor2D {
  const { config, texts, mask } = pass;
  const { heads, hidden, layerNormEpsilon: epsilon } = config;
  const shape = { heads, size: hidden / heads, epsilon };
  const { projections, attentionOutput, attentionNorm, intermediate, output, outputNorm } = layer;
  const middle = attentionBlock({
    x,
    shape,
    texts,
    mask,
    weights: valuesOf(projections, attentionOutput, attentionNorm),
    recorded,
  });
  return feedForwardBlock({
    x: middle,
    shape,
    weights: valuesOf(intermediate, output, outputNorm),
    recorded,
  });
}

/** With dropout where there is a source of randomness. */
function layerInSteps(x: tf.Tensor2D, layer: BertLayerWeights, pass: BertPass): tf.Tensor2D {
  const { config, texts, mask } = pass;
  const epsilon = config.layerNormEpsilon;
  const attended = selfAttention({
    projections: applyDense(x, layer.projections),
    texts,
    heads: config.heads,
    mask,
    dropoutMask: attentionDropout(pass),
  });
  const attentionOutput = applyDropout(applyDense(attended, layer.attentionOutput), pass);
  const middle = applyNorm(tf.add(attentionOutput, x), layer.attentionNorm, epsilon);
  const activated = gelu(applyDense(middle, layer.intermediate));
  const output = applyDropout(applyDense(activated, layer.output), pass);
  return applyNorm(tf.add(output, middle), layer.outputNorm, epsilon);
}
