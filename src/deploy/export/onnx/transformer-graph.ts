import { HIDDEN_PLACE } from '../../../models/ranking/transformer-stack';
import type { ModelNumbers } from '../model-numbers';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import {
  initializerOf,
  layerNorm,
  type TransformerNodes,
  transformerLayer,
  transformerNodes,
} from './layers';

/** As in TransformerStack. */
const EPSILON = 1e-6;

function layerWeights(g: GraphFormulas, numbers: ModelNumbers, layer: number): TransformerNodes {
  const at = (part: string) => numbers.named(`layer-${layer}/${part}`);
  return transformerNodes(g, {
    projections: at('attention/projections'),
    projectionsBias: at('attention/projections-bias'),
    dense: at('attention/dense'),
    denseBias: at('attention/dense-bias'),
    attentionGain: at('attention/gain'),
    attentionBias: at('attention/bias'),
    widen: at('feed-forward/widen'),
    widenBias: at('feed-forward/widen-bias'),
    narrow: at('feed-forward/narrow'),
    narrowBias: at('feed-forward/narrow-bias'),
    outputGain: at('feed-forward/gain'),
    outputBias: at('feed-forward/bias'),
  });
}

/**
 * The layers of a TransformerStack.
 * @param vectors [batch, width, dimensions]
 * @param options.places rows of the table of places, [width] or [batch, width]
 * @param options.isHidden where nobody looks, [1 or batch, 1, 1 or width, width]
 * @returns [batch, width, dimensions]
 */
export function transformerStack(
  g: GraphFormulas,
  numbers: ModelNumbers,
  vectors: GraphValue,
  options: { readonly places: GraphValue; readonly isHidden: GraphValue },
): GraphValue {
  const { builder } = g;
  const named = (name: string) => initializerOf(builder, numbers.named(name));
  const placed = g.add(vectors, g.rows(named('places'), options.places));
  const norm = { gain: named('input/gain'), bias: named('input/bias'), epsilon: EPSILON };
  const mask = g.where(options.isHidden, builder.number(HIDDEN_PLACE), builder.number(0));
  const heads = numbers.number('heads');
  const shape = { heads, size: numbers.number('dimensions') / heads, epsilon: EPSILON, mask };
  const count = numbers.number('layers');
  const own = numbers.flag('sharesLayers') ? Math.min(count, 1) : count;
  const weights = Array.from({ length: own }, (_, layer) => layerWeights(g, numbers, layer));
  let x = layerNorm(g, placed, norm);
  for (let layer = 0; layer < count; layer++) x = transformerLayer(g, x, weights[layer % own], shape);
  return x;
}
