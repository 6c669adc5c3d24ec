import type { ModelFile } from '../file/model';
import type { ClickCore } from './click-core';
import { featureVectors } from './embeddings';
import type { Encoding } from './encoding';
import { machineOf } from './pairwise';

/** z = b + Σ_i w_i x_i + Σ_{i<j} ⟨v_i, v_j⟩ x_i x_j */
export function factorizationMachine(file: ModelFile, { sizes, numeric }: Encoding): ClickCore {
  const width = 1 + file.description.config.count('dimensions');
  const vectorsOf = featureVectors(file, sizes, { numeric, width });
  const [bias] = file.tensors.values('bias', [1]);
  return (row) => bias + machineOf(vectorsOf(row), width).score;
}
