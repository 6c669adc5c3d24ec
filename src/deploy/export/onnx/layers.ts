import { type NamedValues, transposed } from '../tables';
import type { GraphBuilder, GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';

export function initializerOf(builder: GraphBuilder, { name, shape, values }: NamedValues): GraphValue {
  return builder.weights(name, shape, values);
}

/** Dense layer over the last axis: y = x W + b, W [inputs, outputs] */
export function dense(g: GraphFormulas, x: GraphValue, weights: NamedValues, bias: NamedValues): GraphValue {
  const product = g.matMul(x, initializerOf(g.builder, weights));
  return g.add(product, initializerOf(g.builder, bias));
}

export function layerNorm(
  g: GraphFormulas,
  x: GraphValue,
  { gain, bias, epsilon }: { gain: GraphValue; bias: GraphValue; epsilon: number },
): GraphValue {
  return g.builder.node('LayerNormalization', [x, gain, bias], { axis: -1, epsilon: { float: epsilon } });
}

/** x Φ(x), exact. */
export function gelu(g: GraphFormulas, x: GraphValue): GraphValue {
  const { builder } = g;
  const erf = builder.node('Erf', [g.multiply(x, builder.number(Math.SQRT1_2))]);
  const distribution = g.multiply(g.add(erf, builder.number(1)), builder.number(0.5));
  return g.multiply(x, distribution);
}

/**
 * softmax(q kᵀ / √size + mask) v, head by head.
 * @param projections [rows, width, 3 · heads · size], queries, keys and values side by side
 * @param mask added to the scores [rows, heads, width, width]; null hides nothing
 * @returns [rows, width, heads · size]
 */
export function selfAttention(
  g: GraphFormulas,
  projections: GraphValue,
  { heads, size, mask }: { heads: number; size: number; mask: GraphValue | null },
): GraphValue {
  const apart = g.transpose(g.reshape(projections, [0, 0, 3, heads, size]), [2, 0, 3, 1, 4]);
  const parts = g.builder.nodeWithOutputs('Split', [apart], { axis: 0 }, 3);
  const [queries, keys, values] = parts.map((part) => g.squeeze(part, [0])); // [rows, heads, width, size]
  const scaled = g.multiply(queries, g.builder.number(1 / Math.sqrt(size)));
  const scores = g.matMul(scaled, g.transpose(keys, [0, 1, 3, 2])); // [rows, heads, width, width]
  const weights = g.softmax(mask === null ? scores : g.add(scores, mask));
  const joined = g.transpose(g.matMul(weights, values), [0, 2, 1, 3]);
  return g.reshape(joined, [0, 0, heads * size]);
}

/** Weights of one transformer layer; widening ones lie as [outputs, inputs], narrowing ones as [inputs, outputs]. */
export interface TransformerWeights {
  readonly projections: NamedValues;
  readonly projectionsBias: NamedValues;
  readonly dense: NamedValues;
  readonly denseBias: NamedValues;
  readonly attentionGain: NamedValues;
  readonly attentionBias: NamedValues;
  readonly widen: NamedValues;
  readonly widenBias: NamedValues;
  readonly narrow: NamedValues;
  readonly narrowBias: NamedValues;
  readonly outputGain: NamedValues;
  readonly outputBias: NamedValues;
}

/** A transformer layer's weights within a graph, so that layers which share them write them once. */
export type TransformerNodes = Readonly<Record<keyof TransformerWeights, GraphValue>>;

export function transformerNodes(g: GraphFormulas, weights: TransformerWeights): TransformerNodes {
  const asProduct = {
    ...weights,
    projections: transposed(weights.projections),
    widen: transposed(weights.widen),
  };
  const entries = Object.entries(asProduct).map(([key, own]) => [key, initializerOf(g.builder, own)]);
  return Object.fromEntries(entries) as TransformerNodes;
}

/** LN(a + feedForward(a)) with a = LN(x + attention(x)); x [rows, width, heads · size] */
export function transformerLayer(
  g: GraphFormulas,
  x: GraphValue,
  w: TransformerNodes,
  shape: { heads: number; size: number; epsilon: number; mask: GraphValue | null },
): GraphValue {
  const { epsilon } = shape;
  const linear = (y: GraphValue, weights: GraphValue, bias: GraphValue) => g.add(g.matMul(y, weights), bias);
  const attended = selfAttention(g, linear(x, w.projections, w.projectionsBias), shape);
  const sum = g.add(linear(attended, w.dense, w.denseBias), x);
  const middle = layerNorm(g, sum, { gain: w.attentionGain, bias: w.attentionBias, epsilon });
  const activated = gelu(g, linear(middle, w.widen, w.widenBias));
  const output = g.add(linear(activated, w.narrow, w.narrowBias), middle);
  return layerNorm(g, output, { gain: w.outputGain, bias: w.outputBias, epsilon });
}
