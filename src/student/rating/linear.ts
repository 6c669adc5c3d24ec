import type { ModelFile } from '../file/model';
import { addProduct } from '../numbers/dense';
import { featureRows, rowOf, tableOf } from '../numbers/features';
import type { RatingCore } from './rating-core';

/** z = W_f [features_u, features_i] + b (+ W_u onehot(u) + W_i onehot(i)): what a user adds plus what an item adds. */
export function linear({ description, tensors }: ModelFile, levels: readonly number[]): RatingCore {
  const { config } = description;
  const classes = levels.length;
  const [users, items] = [config.count('users', 0), config.count('items', 0)];
  const ofUsers = featureRows({ config, tensors }, 'user', users);
  const ofItems = featureRows({ config, tensors }, 'item', items);
  const width = ofUsers.width + ofItems.width;
  const weights = width === 0 ? null : tensors.values('feature-weights', [width, classes]);
  const withIds = config.flag('withIds');
  const userIds = withIds ? tensors.rows('user-ids', users, classes) : null;
  const itemIds = withIds ? tensors.rows('item-ids', items, classes) : null;
  const offsets = tensors.values('offsets', [classes]);
  const itemLogits = tableOf(items, classes, (item) => {
    const own = offsets.slice();
    const share = new Float32Array(classes);
    if (weights !== null) addProduct(own, rowOf([ofItems], item), weights, ofUsers.width);
    itemIds?.read(item, share);
    return own.map((value, k) => value + share[k]);
  });
  return {
    width: classes,
    users,
    read: (user, into) => {
      into.fill(0);
      userIds?.read(user, into);
      if (weights !== null) addProduct(into, rowOf([ofUsers], user), weights);
    },
    logits: ({ user, from, to, out }) => {
      for (let i = 0; i < (to - from) * classes; i++)
        out[i] = user[i % classes] + itemLogits[from * classes + i];
    },
  };
}
