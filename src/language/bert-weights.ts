import { Parameter } from '../tensor';
import type { BertConfig } from './bert-config';
import type { WeightSource } from './weight-source';

/** Weights of one dense layer; `bias` is [outputs]. */
export interface DenseWeights {
  /** True: `weights` are [outputs, inputs], as checkpoints have them; false: [inputs, outputs]. */
  readonly transposed: boolean;
  readonly weights: Parameter;
  readonly bias: Parameter;
}

export interface LayerNormWeights {
  readonly gain: Parameter;
  readonly bias: Parameter;
}

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

function turned(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  }
  return result;
}

/** Makes parameters out of what a source gives. */
class Builder {
  constructor(private readonly source: WeightSource) {}

  table(name: string, rows: number, columns: number, rowWise: boolean): Parameter {
    const shape = [rows, columns];
    return new Parameter({ name, shape, values: this.source(`${name}.weight`, shape), rowWise });
  }

  norm(name: string, width: number): LayerNormWeights {
    const vector = (part: string, source: string) =>
      new Parameter({
        name: `${name}.${part}`,
        shape: [width],
        values: this.source(`${name}.${source}`, [width]),
        decays: false,
      });
    return { gain: vector('gain', 'weight'), bias: vector('bias', 'bias') };
  }

  /**
   * One dense layer out of several that share their input, side by side. Layers that widen keep the checkpoint's
   * order of axes and layers that narrow turn it, which is the fastest for the products (see `linear`).
   */
  dense(name: string, sources: readonly string[], inputs: number, outputs: number): DenseWeights {
    const total = outputs * sources.length;
    const matrix = new Float32Array(total * inputs);
    const offset = new Float32Array(total);
    sources.forEach((source, i) => {
      matrix.set(this.source(`${source}.weight`, [outputs, inputs]), i * outputs * inputs);
      offset.set(this.source(`${source}.bias`, [outputs]), i * outputs);
    });
    const widens = total > inputs;
    const values = widens ? matrix : turned(matrix, total, inputs);
    const shape = widens ? [total, inputs] : [inputs, total];
    return {
      transposed: widens,
      weights: new Parameter({ name: `${name}.weights`, shape, values }),
      bias: new Parameter({ name: `${name}.bias`, shape: [total], values: offset, decays: false }),
    };
  }
}

function buildLayer(build: Builder, config: BertConfig, index: number): BertLayerWeights {
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
  const build = new Builder(source);
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
