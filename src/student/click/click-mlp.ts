import type { ModelFile } from '../file/model';
import { applyDense, applyLayers, denseLayers, denseOf, joined } from '../numbers/dense';
import type { ClickCore } from './click-core';
import { fieldEmbeddings } from './embeddings';
import type { Encoding } from './encoding';

/** Dense layers over the fields' vectors and the numbers. */
export function clickMlp(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const { config } = file.description;
  const dimensions = config.count('dimensions');
  const vectorsOf = fieldEmbeddings(file, sizes, dimensions);
  const widths = config.counts('layers');
  const layers = denseLayers(file.tensors, sizes.length * dimensions + numeric, widths);
  const out = denseOf(file.tensors, 'out', widths[widths.length - 1], 1);
  return (row) => applyDense(out, applyLayers(layers, joined(vectorsOf(row), row.numbers)))[0];
}
