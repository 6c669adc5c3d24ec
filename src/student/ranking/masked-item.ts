import type { ModelFile } from '../file/model';
import { applyDense, denseOf } from '../numbers/dense';
import { rowOf } from '../numbers/features';
import { gelu } from '../numbers/gelu';
import { catalogueVectors } from './catalogue-vectors';
import type { RankingCore } from './ranking-core';
import { Transformer } from './transformer';

/** BERT4Rec: attention in both directions over the history and a mask behind it; hidden = gelu(x_mask W + w). */
export function maskedItem(file: ModelFile): RankingCore {
  const { description, tensors } = file;
  const { vectors, biases } = catalogueVectors(file);
  const longest = description.config.count('maxLength');
  const { width } = vectors;
  const transformer = new Transformer({
    ...{ config: description.config, tensors, width, inner: 4 * width, places: longest + 1 },
    ...{ isCausal: false, countsFrom: 'end' },
  });
  const mask = tensors.values('mask', [1, width]);
  const output = denseOf(tensors, 'output', width, width);
  const hidden = (_: number, history: Int32Array) => {
    const read = Array.from(history.slice(-longest), (item) => rowOf([vectors], item));
    return applyDense(output, transformer.last([...read, mask])).map(gelu);
  };
  return { vectors, biases, reads: 'history', hidden };
}
