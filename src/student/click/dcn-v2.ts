import type { ModelFile } from '../file/model';
import {
  addProduct,
  applyDense,
  applyLayers,
  type Dense,
  denseLayers,
  denseOf,
  joined,
} from '../numbers/dense';
import type { ClickCore } from './click-core';
import { fieldEmbeddings } from './embeddings';
import type { Encoding } from './encoding';

interface CrossLayer {
  /** [width, rank]; null where W is full. */
  readonly down: Float32Array | null;
  readonly up: Dense;
}

function crossLayers({ description, tensors }: ModelFile, width: number): CrossLayer[] {
  const { config } = description;
  const rank = config.has('rank') ? config.count('rank') : null;
  const layers: CrossLayer[] = [];
  for (let l = 1; l <= config.count('crossLayers'); l++) {
    const name = `cross-${l}`;
    const weights =
      rank === null
        ? tensors.values(`${name}/weights`, [width, width])
        : tensors.values(`${name}/up`, [rank, width]);
    layers.push({
      down: rank === null ? null : tensors.values(`${name}/down`, [width, rank]),
      up: { weights, bias: tensors.values(`${name}/bias`, [width]) },
    });
  }
  return layers;
}

/** x_(l+1) = x_0 ⊙ (x_l W_l + b_l) + x_l, with W_l full or of a low rank. */
function cross(layers: readonly CrossLayer[], x0: Float32Array): Float32Array {
  let x = x0;
  for (const { down, up } of layers) {
    let input = x;
    if (down !== null) {
      input = new Float32Array(down.length / x.length);
      addProduct(input, x, down);
    }
    const crossed = applyDense(up, input);
    x = x.map((value, k) => x0[k] * crossed[k] + value);
  }
  return x;
}

/** Deep & cross network: deep layers on the cross layers' result, or beside them. */
export function dcnV2(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const { config } = file.description;
  const dimensions = config.count('dimensions');
  const width = sizes.length * dimensions + numeric;
  const vectorsOf = fieldEmbeddings(file, sizes, dimensions);
  const widths = config.counts('layers');
  const isParallel = config.word('structure', ['stacked', 'parallel']) === 'parallel' && widths.length > 0;
  const crossed = crossLayers(file, width);
  const deep = denseLayers(file.tensors, width, widths);
  const deepWidth = widths[widths.length - 1] ?? width;
  const out = denseOf(file.tensors, 'out', isParallel ? width + deepWidth : deepWidth, 1);
  return (row) => {
    const x0 = joined(vectorsOf(row), row.numbers);
    const x = cross(crossed, x0);
    const hidden = isParallel ? joined(x, applyLayers(deep, x0)) : applyLayers(deep, x);
    return applyDense(out, hidden)[0];
  };
}
