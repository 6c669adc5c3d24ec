import type { ModelFile } from '../file/model';
import { addAttention } from '../numbers/attention';
import { addProduct, applyDense, applyLayers, denseLayers, denseOf, joined, relu } from '../numbers/dense';
import type { ClickCore } from './click-core';
import { featureVectors } from './embeddings';
import type { Encoding } from './encoding';

interface Interacting {
  /** [inputs, 3 · heads · size]: queries, keys, values. */
  readonly projections: Float32Array;
  /** [inputs, heads · size] */
  readonly residual: Float32Array;
}

/** x W */
function times(x: Float32Array, weights: Float32Array): Float32Array {
  const y = new Float32Array(weights.length / x.length);
  addProduct(y, x, weights);
  return y;
}

/** e' = relu([softmax(q_h k_hᵀ / √size) v_h]_h + e W_r) of each of a row's features. */
function interact(layer: Interacting, x: readonly Float32Array[], size: number): Float32Array[] {
  const projected = x.map((own) => times(own, layer.projections));
  return x.map((own, place) => {
    const y = times(own, layer.residual);
    addAttention(y, projected, { place, seen: x.length, size });
    return relu(y);
  });
}

/** Self-attention over a row's features, with dense layers beside it where there are any. */
export function autoInt(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const { description, tensors } = file;
  const { config } = description;
  const [dimensions, widths] = [config.count('dimensions'), config.counts('layers')];
  const size = config.count('headSize');
  const [count, width] = [sizes.length + numeric, config.count('heads') * size];
  const vectorsOf = featureVectors(file, sizes, { numeric, width: dimensions });
  const attention: Interacting[] = [];
  for (let l = 1; l <= config.count('attentionLayers'); l++) {
    const inputs = l === 1 ? dimensions : width;
    attention.push({
      projections: tensors.values(`interacting-${l}/projections`, [inputs, 3 * width]),
      residual: tensors.values(`interacting-${l}/residual`, [inputs, width]),
    });
  }
  const deep = denseLayers(tensors, count * dimensions, widths);
  const deepWidth = widths[widths.length - 1] ?? 0;
  const out = denseOf(tensors, 'out', count * width + deepWidth, 1);
  return (row) => {
    const flat = vectorsOf(row);
    const apart = Array.from({ length: count }, (_, f) => flat.slice(f * dimensions, (f + 1) * dimensions));
    const attended = joined(
      ...attention.reduce<Float32Array[]>((x, layer) => interact(layer, x, size), apart),
    );
    const hidden = deep.length === 0 ? attended : joined(attended, applyLayers(deep, flat));
    return applyDense(out, hidden)[0];
  };
}
