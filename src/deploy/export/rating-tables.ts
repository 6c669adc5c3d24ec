import type { ModelNumbers } from './model-numbers';
import { belowEachOther, besideEachOther, type NamedValues, productOf, rowsOf, sumOf } from './tables';

/** z = users[u] + items[i], the offsets taken into `items`. */
export interface LinearTables {
  /** [users, classes]; null where nothing of users is read */
  readonly users: NamedValues | null;
  /** [items, classes] */
  readonly items: NamedValues;
}

/** The linear model as one row of logits a user and one an item, side features multiplied out. */
export function linearTables(numbers: ModelNumbers): LinearTables {
  const offsets = numbers.named('offsets');
  let from = 0;
  const side = (name: 'user' | 'item'): NamedValues[] => {
    const parts: NamedValues[] = [];
    if (numbers.has(`${name}-features`)) {
      const features = numbers.named(`${name}-features`);
      const weights = rowsOf(numbers.named('feature-weights'), from, from + features.shape[1]);
      from += features.shape[1];
      parts.push(productOf(name, features, weights));
    }
    if (numbers.has(`${name}-ids`)) parts.push(numbers.named(`${name}-ids`));
    return parts;
  };
  const users = side('user');
  const items = numbers.number('items');
  const classes = offsets.values.length;
  const everywhere = Float32Array.from(
    { length: items * classes },
    (_, cell) => offsets.values[cell % classes],
  );
  const shared = { name: 'offsets', shape: [items, classes], values: everywhere };
  return {
    users: users.length === 0 ? null : sumOf('users', users),
    items: sumOf('items', [...side('item'), shared]),
  };
}

export interface DenseValues {
  readonly weights: NamedValues;
  readonly bias: NamedValues;
}

/** h_0 = [users[u], items[i]], dense layers with rectifiers, then `out`. */
export interface FeedForwardTables {
  readonly users: NamedValues;
  readonly items: NamedValues;
  readonly layers: readonly DenseValues[];
  readonly out: DenseValues;
}

export function denseLayer(numbers: ModelNumbers, name: string): DenseValues {
  return { weights: numbers.named(`${name}/weights`), bias: numbers.named(`${name}/bias`) };
}

export function denseLayers(numbers: ModelNumbers): DenseValues[] {
  return numbers.numbers('layers').map((_, k) => denseLayer(numbers, `layer-${k + 1}`));
}

/** The shallow network with each entity's vector and features in one row, and its first layer's rows in that order. */
export function feedForwardTables(numbers: ModelNumbers): FeedForwardTables {
  const side = (name: 'user' | 'item') => {
    const parts = [`${name}-ids`, `${name}-features`].filter((own) => numbers.has(own));
    return besideEachOther(
      `${name}s`,
      parts.map((own) => numbers.named(own)),
    );
  };
  const [users, items] = [side('user'), side('item')];
  const [first, ...others] = denseLayers(numbers);
  const d = numbers.number('dimensions');
  const userFeatures = users.shape[1] - d;
  const rows = (start: number, count: number) => rowsOf(first.weights, start, start + count);
  const ofUsers = [rows(0, d), rows(2 * d, userFeatures)];
  const ofItems = [rows(d, d), rows(2 * d + userFeatures, items.shape[1] - d)];
  const weights = belowEachOther(first.weights.name, [...ofUsers, ...ofItems]);
  return {
    ...{ users, items, out: denseLayer(numbers, 'out') },
    layers: [{ ...first, weights }, ...others],
  };
}
