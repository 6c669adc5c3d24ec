import type { ModelFile } from '../file/model';
import { rowOf } from '../numbers/features';
import { catalogueVectors } from './catalogue-vectors';
import type { RankingCore } from './ranking-core';
import { Transformer } from './transformer';

/** SASRec: causal self-attention over the history; hidden stands at its last item. */
export function selfAttentive(file: ModelFile): RankingCore {
  const { config } = file.description;
  const { vectors, biases } = catalogueVectors(file);
  const places = config.count('maxLength');
  const { width } = vectors;
  const transformer = new Transformer({
    ...{ config, tensors: file.tensors, width, inner: width, places },
    ...{ isCausal: true, countsFrom: 'start' },
  });
  const hidden = (_: number, history: Int32Array) =>
    transformer.last(Array.from(history.slice(-places), (item) => rowOf([vectors], item)));
  return { vectors, biases, reads: 'history', hidden };
}
