import type { ModelFile } from '../file/model';
import { softmax } from '../numbers/activations';
import { addProduct, applyDense, applyLayers, denseLayers, denseOf, joined } from '../numbers/dense';
import type { ClickCore } from './click-core';
import { featureVectors } from './embeddings';
import type { Encoding } from './encoding';

interface Interacting {
  /** [inputs, 3 · heads · size]: queries, keys, values. */
  readonly projections: Float32Array;
  /** [inputs, heads · size] */
  readonly residual: Float32Array;
}

interface Shape {
  readonly heads: number;
  readonly size: number;
}

/** x W */
function times(x: Float32Array, weights: Float32Array): Float32Array {
  const y = new Float32Array(weights.length / x.length);
  addProduct(y, x, weights);
  return y;
}

/** e' = relu([softmax(q_h k_hᵀ / √size) v_h]_h + e W_r) of each of a row's features. */
function interact(layer: Interacting, x: readonly Float32Array[], { heads, size }: Shape): Float32Array[] {
  const width = heads * size;
  const projected = x.map((own) => times(own, layer.projections));
  return x.map((own, f) => {
    const y = times(own, layer.residual);
    for (let start = 0; start < width; start += size) {
      const scores = Float64Array.from(projected, (other) => {
        let sum = 0;
        for (let k = start; k < start + size; k++) sum += projected[f][k] * other[width + k];
        return sum / Math.sqrt(size);
      });
      softmax(scores).forEach((share, g) => {
        for (let k = start; k < start + size; k++) y[k] += share * projected[g][2 * width + k];
      });
    }
    return y.map((value) => Math.max(value, 0));
  });
}

/** Self-attention over a row's features, with dense layers beside it where there are any. */
export function autoInt(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const { description, tensors } = file;
  const { config } = description;
  const [dimensions, widths] = [config.count('dimensions'), config.counts('layers')];
  const shape = { heads: config.count('heads'), size: config.count('headSize') };
  const [count, width] = [sizes.length + numeric, shape.heads * shape.size];
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
      ...attention.reduce<Float32Array[]>((x, layer) => interact(layer, x, shape), apart),
    );
    const hidden = deep.length === 0 ? attended : joined(attended, applyLayers(deep, flat));
    return applyDense(out, hidden)[0];
  };
}
