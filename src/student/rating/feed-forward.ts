import type { ModelFile } from '../file/model';
import { addProduct, applyDense, applyLayers, denseLayers, denseOf, relu } from '../numbers/dense';
import { featureRows, rowOf, tableOf } from '../numbers/features';
import type { RatingCore } from './rating-core';

/**
 * h_0 = [e_u, e_i, features_u, features_i], h_k = relu(h_(k-1) W_k + b_k), z = h_n W + b. The first layer is linear in its
 * input, so what a user and what an item add to it is found once each.
 */
export function feedForward({ description, tensors }: ModelFile, levels: readonly number[]): RatingCore {
  const { config } = description;
  const classes = levels.length;
  const [users, items, d] = [config.count('users', 0), config.count('items', 0), config.count('dimensions')];
  const [userIds, itemIds] = [tensors.rows('user-ids', users, d), tensors.rows('item-ids', items, d)];
  const ofUsers = featureRows({ config, tensors }, 'user', users);
  const ofItems = featureRows({ config, tensors }, 'item', items);
  const widths = config.counts('layers');
  const [first, ...rest] = denseLayers(tensors, 2 * d + ofUsers.width + ofItems.width, widths);
  const out = denseOf(tensors, 'out', widths[widths.length - 1], classes);
  const [width] = widths;
  const ofItem = tableOf(items, width, (item) => {
    const own = new Float32Array(width);
    addProduct(own, rowOf([itemIds], item), first.weights, d);
    addProduct(own, rowOf([ofItems], item), first.weights, 2 * d + ofUsers.width);
    return own;
  });
  return {
    width,
    users,
    read: (user, into) => {
      into.set(first.bias);
      addProduct(into, rowOf([userIds], user), first.weights);
      addProduct(into, rowOf([ofUsers], user), first.weights, 2 * d);
    },
    vector: (item) => ofItem.slice(item * width, (item + 1) * width),
    logits: ({ user, from, to, out: logits }) => {
      for (let item = from; item < to; item++) {
        const before = user.map((value, k) => value + ofItem[item * width + k]);
        logits.set(applyDense(out, applyLayers(rest, relu(before))), (item - from) * classes);
      }
    },
  };
}
