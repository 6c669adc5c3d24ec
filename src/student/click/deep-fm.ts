import type { ModelFile } from '../file/model';
import { applyDense, applyLayers, denseLayers, denseOf } from '../numbers/dense';
import type { ClickCore } from './click-core';
import { featureVectors } from './embeddings';
import type { Encoding } from './encoding';
import { machineOf } from './pairwise';

/** A factorization machine and dense layers over the same vectors. */
export function deepFm(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const { config } = file.description;
  const dimensions = config.count('dimensions');
  const vectorsOf = featureVectors(file, sizes, { numeric, width: dimensions + 1 });
  const widths = config.counts('layers');
  const layers = denseLayers(file.tensors, (sizes.length + numeric) * dimensions, widths);
  const out = denseOf(file.tensors, 'out', widths[widths.length - 1], 1);
  return (row) => {
    const { score, vectors } = machineOf(vectorsOf(row), dimensions + 1);
    return score + applyDense(out, applyLayers(layers, vectors))[0];
  };
}
