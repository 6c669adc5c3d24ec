import type { ModelFile } from '../file/model';
import { product } from '../numbers/dense';
import type { ClickCore } from './click-core';
import { fieldEmbeddings } from './embeddings';
import type { Encoding } from './encoding';

/** z = b + Σ_f w_f[id_f] + Σ_n u_n · x_n */
export function logisticRegression(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const weightsOf = fieldEmbeddings(file, sizes, 1);
  const numberWeights =
    numeric === 0 ? new Float32Array(0) : file.tensors.values('number-weights', [numeric, 1]);
  const [bias] = file.tensors.values('bias', [1]);
  return (row) =>
    weightsOf(row).reduce((sum, weight) => sum + weight, bias) + product(row.numbers, numberWeights);
}
