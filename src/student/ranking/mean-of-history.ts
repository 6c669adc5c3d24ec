import type { ModelFile } from '../file/model';
import { applyDense, denseNamed } from '../numbers/dense';
import { catalogueVectors } from './catalogue-vectors';
import { decayOf, historyMean } from './history-mean';
import type { RankingCore } from './ranking-core';

/** hidden = W m + w, m the decayed mean of the history. */
export function meanOfHistory(file: ModelFile): RankingCore {
  const { config } = file.description;
  const { vectors, biases } = catalogueVectors(file);
  const { width } = vectors;
  const decay = decayOf(config);
  const layer = denseNamed(file.tensors, ['dense', 'dense-bias'], [width, width]);
  const hidden = (_: number, history: Int32Array) => applyDense(layer, historyMean(vectors, history, decay));
  return { vectors, biases, reads: 'history', hidden };
}
