import { checkOptions } from '../../errors';
import type { LabelledPairs, SoftPairs } from '../soft-pairs';

/**
 * Soft pairs with the labels that were observed, for terms that judge the teacher: each pair's among the training rows,
 * the last where it stands there more than once, -1 where it does not.
 * @returns the same soft pairs, with `labels`
 */
export function labelSoftPairs(options: {
  readonly softPairs: SoftPairs;
  readonly train: LabelledPairs;
}): SoftPairs & { readonly labels: Int32Array } {
  checkOptions('labelSoftPairs', options, ['softPairs', 'train']);
  const { softPairs, train } = options;
  const ofUser = new Map<number, Map<number, number>>();
  train.users.forEach((user, row) => {
    const labels = ofUser.get(user) ?? new Map<number, number>();
    labels.set(train.items[row], train.labels[row]);
    ofUser.set(user, labels);
  });
  const { users, items } = softPairs;
  return { ...softPairs, labels: users.map((user, k) => ofUser.get(user)?.get(items[k]) ?? -1) };
}
