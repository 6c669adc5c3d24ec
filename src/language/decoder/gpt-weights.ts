import type { Parameter } from '../../tensor';
import { type DenseWeights, type LayerNormWeights, WeightBuilder } from '../weight-builder';
import type { CheckpointNames, WeightSource } from '../weight-source';
import type { GptConfig } from './gpt-config';

/** The dense layers of a block by their names in checkpoints. */
export const gptDenseNames = ['attn.c_attn', 'attn.c_proj', 'mlp.c_fc', 'mlp.c_proj'] as const;
export type GptDenseName = (typeof gptDenseNames)[number];

export interface GptLayerWeights {
  readonly attentionNorm: LayerNormWeights;
  readonly feedForwardNorm: LayerNormWeights;
  readonly dense: Readonly<Record<GptDenseName, DenseWeights>>;
}

export interface GptWeights {
  /** [vocabulary, hidden]; also what hidden states are compared with for the logits */
  readonly words: Parameter;
  /** [positions, hidden] */
  readonly positions: Parameter;
  readonly layers: readonly GptLayerWeights[];
  readonly finalNorm: LayerNormWeights;
}

export const gptNames: CheckpointNames = {
  probe: 'wte.weight',
  prefixes: ['transformer.'],
  older: (name) => name,
};

/** Inputs and outputs of a dense layer. */
export function denseSize(config: GptConfig, name: GptDenseName): { inputs: number; outputs: number } {
  const { hidden, intermediate } = config;
  const sizes = {
    'attn.c_attn': { inputs: hidden, outputs: 3 * hidden },
    'attn.c_proj': { inputs: hidden, outputs: hidden },
    'mlp.c_fc': { inputs: hidden, outputs: intermediate },
    'mlp.c_proj': { inputs: intermediate, outputs: hidden },
  };
  return sizes[name];
}

function buildLayer(build: WeightBuilder, config: GptConfig, index: number): GptLayerWeights {
  const dense = (name: GptDenseName) => {
    const { inputs, outputs } = denseSize(config, name);
    return build.turnedDense(`h.${index}.${name}`, inputs, outputs);
  };
  return {
    attentionNorm: build.norm(`h.${index}.ln_1`, config.hidden),
    feedForwardNorm: build.norm(`h.${index}.ln_2`, config.hidden),
    dense: {
      'attn.c_attn': dense('attn.c_attn'),
      'attn.c_proj': dense('attn.c_proj'),
      'mlp.c_fc': dense('mlp.c_fc'),
      'mlp.c_proj': dense('mlp.c_proj'),
    },
  };
}

/** All weights of a decoder of this shape, kept out of training. */
export function buildGptWeights(config: GptConfig, source: WeightSource): GptWeights {
  const build = new WeightBuilder(source, false);
  return {
    words: build.table('wte', config.vocabulary, config.hidden, false),
    positions: build.table('wpe', config.positions, config.hidden, false),
    layers: Array.from({ length: config.layers }, (_, index) => buildLayer(build, config, index)),
    finalNorm: build.norm('ln_f', config.hidden),
  };
}

/** In the order of the computation. */
export function gptParameters({ words, positions, layers, finalNorm }: GptWeights): Parameter[] {
  const norm = ({ gain, bias }: LayerNormWeights) => [gain, bias];
  const layer = ({ attentionNorm, feedForwardNorm, dense }: GptLayerWeights) => [
    ...norm(attentionNorm),
    ...norm(feedForwardNorm),
    ...gptDenseNames.flatMap((name) => [dense[name].weights, dense[name].bias]),
  ];
  return [words, positions, ...layers.flatMap(layer), ...norm(finalNorm)];
}
