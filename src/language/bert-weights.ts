import type { Parameter } from '../tensor';
import type { BertConfig } from './bert-config';
import { type DenseWeights, type LayerNormWeights, WeightBuilder } from './weight-builder';
import type { WeightSource } from './weight-source';

export interface BertLayerWeights {
  /** Queries, keys and values in one product. */
  readonly projections: DenseWeights;
  readonly attentionOutput: DenseWeights;
  readonly attentionNorm: LayerNormWeights;
  readonly intermediate: DenseWeights;
  readonly output: DenseWeights;
  readonly outputNorm: LayerNormWeights;
}

export interface BertWeights {
  readonly words: Parameter;
  readonly positions: Parameter;
  /** Null where the model has no token types. */
  readonly tokenTypes: Parameter | null;
  readonly embeddingNorm: LayerNormWeights;
  readonly layers: readonly BertLayerWeights[];
}

/** Names inside a layer, by kind of model. */
const layerNames = {
  bert: {
    layer: 'encoder.layer',
    query: 'attention.self.query',
    key: 'attention.self.key',
    value: 'attention.self.value',
    attentionOutput: 'attention.output.dense',
    attentionNorm: 'attention.output.LayerNorm',
    intermediate: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
  },
  distilbert: {
    layer: 'transformer.layer',
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attentionOutput: 'attention.out_lin',
    attentionNorm: 'sa_layer_norm',
    intermediate: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  },
} as const;

function buildLayer(build: WeightBuilder, config: BertConfig, index: number): BertLayerWeights {
  const names = layerNames[config.kind];
  const { hidden, intermediate } = config;
  const at = (name: string) => `${names.layer}.${index}.${name}`;
  return {
    projections: build.dense(
      `${names.layer}.${index}.attention.projections`,
      [at(names.query), at(names.key), at(names.value)],
      hidden,
      hidden,
    ),
    attentionOutput: build.dense(at(names.attentionOutput), [at(names.attentionOutput)], hidden, hidden),
    attentionNorm: build.norm(at(names.attentionNorm), hidden),
    intermediate: build.dense(at(names.intermediate), [at(names.intermediate)], hidden, intermediate),
    output: build.dense(at(names.output), [at(names.output)], intermediate, hidden),
    outputNorm: build.norm(at(names.outputNorm), hidden),
  };
}

/** The parameters of a layer in the order of its computation. */
export function layerParameters(layer: BertLayerWeights): Parameter[] {
  const dense = ({ weights, bias }: DenseWeights) => [weights, bias];
  const norm = ({ gain, bias }: LayerNormWeights) => [gain, bias];
  return [
    ...dense(layer.projections),
    ...dense(layer.attentionOutput),
    ...norm(layer.attentionNorm),
    ...dense(layer.intermediate),
    ...dense(layer.output),
    ...norm(layer.outputNorm),
  ];
}

/** All weights of an encoder of this shape. */
export function buildBertWeights(config: BertConfig, source: WeightSource): BertWeights {
  const build = new WeightBuilder(source, true);
  const { hidden } = config;
  return {
    words: build.table('embeddings.word_embeddings', config.vocabulary, hidden, true),
    positions: build.table('embeddings.position_embeddings', config.positions, hidden, true),
    tokenTypes:
      config.tokenTypes > 0
        ? build.table('embeddings.token_type_embeddings', config.tokenTypes, hidden, false)
        : null,
    embeddingNorm: build.norm('embeddings.LayerNorm', hidden),
    layers: Array.from({ length: config.layers }, (_, index) => buildLayer(build, config, index)),
  };
}
