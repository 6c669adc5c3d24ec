import { checkOptions } from '../../../errors';
import type { BertConfig, BertEncoder } from '../../../language';
import type { Parameter } from '../../../tensor/parameter';
import { type NamedValues, transposed } from '../tables';
import type { GraphValue, OnnxModel } from './graph-builder';
import { GraphFormulas } from './graph-formulas';
import {
  initializerOf,
  layerNorm,
  type TransformerWeights,
  transformerLayer,
  transformerNodes,
} from './layers';

/** Hides padding, as in the encoder. */
const HIDDEN = -1e9;

function named(parameter: Parameter): NamedValues {
  return { name: parameter.name, shape: parameter.shape, values: parameter.data() };
}

/** A layer's weights in the order in which an encoder lists them. */
const layerParts = [
  ...['projections', 'projectionsBias', 'dense', 'denseBias', 'attentionGain', 'attentionBias'],
  ...['widen', 'widenBias', 'narrow', 'narrowBias', 'outputGain', 'outputBias'],
] as const;

/** An encoder lays its matrices out by whether they widen (see `WeightBuilder.dense`); a graph's lie by their part. */
function layerWeights(
  parameters: readonly Parameter[],
  { hidden, intermediate }: BertConfig,
): TransformerWeights {
  const entries = layerParts.map((part, k) => [part, named(parameters[k])]);
  const weights = Object.fromEntries(entries) as TransformerWeights;
  return {
    ...weights,
    widen: intermediate > hidden ? weights.widen : transposed(weights.widen),
    narrow: intermediate < hidden ? transposed(weights.narrow) : weights.narrow,
  };
}

/** [texts, tokens] -> [texts, tokens, hidden] */
function embedTokens(g: GraphFormulas, encoder: BertEncoder, ids: GraphValue): GraphValue {
  const { builder } = g;
  const { vocabulary, tokenTypes, layerNormEpsilon: epsilon } = encoder.config;
  const all = encoder.parameters.slice(0, tokenTypes > 0 ? 5 : 4).map(named);
  const [words, positions, gain, bias] = [...all.slice(0, 2), ...all.slice(-2)].map((table) =>
    initializerOf(builder, table),
  );
  const tokens = g.rows(words, g.checkedIds(ids, builder.integers([vocabulary], [])));
  let sum = g.add(tokens, g.rows(positions, g.countTo(g.sizeOf(ids, 1))));
  if (tokenTypes > 0) {
    const { name, values } = all[2];
    sum = g.add(sum, builder.weights(name, [encoder.width], values.slice(0, encoder.width)));
  }
  return layerNorm(g, sum, { gain, bias, epsilon });
}

/** The mean of [texts, tokens, hidden] over the tokens that are looked at: [texts, hidden] */
function meanOverTokens(g: GraphFormulas, states: GraphValue, isToken: GraphValue): GraphValue {
  const count = g.larger(g.sumOver(isToken, [1], { keeps: true }), g.builder.number(1));
  const shares = g.unsqueeze(g.divide(isToken, count), [1]); // [texts, 1, tokens]
  return g.squeeze(g.matMul(shares, states), [1]);
}

/**
 * A BERT or DistilBERT encoder with mean pooling as an ONNX graph of any batch size and text length.
 *   input_ids, attention_mask int64 [texts, tokens] (1 for a token, 0 for padding) -> vectors float [texts, hidden]
 * Vectors are not normalised. Tokens are those of the tokenizer.json that lies beside the encoder's weights; a text longer
 * than the model's positions is an error of the runtime.
 */
export function encoderToOnnx(options: {
  readonly encoder: BertEncoder;
  /** Strings to keep in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}): OnnxModel {
  checkOptions('encoderToOnnx', options, ['encoder', 'metadata']);
  const { encoder, metadata } = options;
  const { heads, hidden, layers, layerNormEpsilon: epsilon, tokenTypes } = encoder.config;
  const g = new GraphFormulas();
  const { builder } = g;
  const input = (name: string, about: string) =>
    builder.input({ name, type: 'int64', shape: ['texts', 'tokens'], about });
  const ids = input('input_ids', 'numbers of tokens, marks included');
  const isToken = g.toFloat(input('attention_mask', '1 for a token, 0 for padding'));
  const isPadding = g.subtract(builder.number(1), isToken);
  const mask = g.unsqueeze(g.multiply(isPadding, builder.number(HIDDEN)), [1, 2]);
  const shape = { heads, size: hidden / heads, epsilon, mask };
  const first = tokenTypes > 0 ? 5 : 4;
  let x = embedTokens(g, encoder, ids);
  for (let layer = 0; layer < layers; layer++) {
    const from = first + layer * layerParts.length;
    const own = encoder.parameters.slice(from, from + layerParts.length);
    x = transformerLayer(g, x, transformerNodes(g, layerWeights(own, encoder.config)), shape);
  }
  const vectors = meanOverTokens(g, x, isToken);
  const about = 'the mean of the last hidden states over the tokens, not normalised';
  builder.output(vectors, { name: 'vectors', type: 'float32', shape: ['texts', hidden], about });
  return builder.encode({ name: encoder.config.kind, about: 'vectors of texts', metadata });
}
