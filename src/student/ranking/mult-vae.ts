import type { ModelFile } from '../file/model';
import { addProduct, applyDense, denseOf } from '../numbers/dense';
import type { RankingCore } from './ranking-core';

/** [μ, ln σ²] = tanh(x̂ E + e) P + p with x̂ the history's different items, each 1 / √n; hidden = tanh(μ D + d). */
export function multVae({ description, tensors }: ModelFile): RankingCore {
  const { config } = description;
  const [items, width, latent] = [config.count('items'), config.count('dimensions'), config.count('latent')];
  const encoder = denseOf(tensors, 'encoder', items, width);
  const posterior = denseOf(tensors, 'posterior', width, 2 * latent);
  const decoder = denseOf(tensors, 'decoder', latent, width);
  const hidden = (_: number, history: Int32Array) => {
    const known = new Set(history);
    const h = encoder.bias.slice();
    const share = Float32Array.of(1 / Math.sqrt(known.size));
    for (const item of known) addProduct(h, share, encoder.weights, item);
    const mean = applyDense(posterior, h.map(Math.tanh)).subarray(0, latent);
    return applyDense(decoder, mean).map(Math.tanh);
  };
  const vectors = tensors.rows('item-ids', items, width);
  return { vectors, biases: tensors.values('item-bias', [items]), reads: 'history', hidden };
}
