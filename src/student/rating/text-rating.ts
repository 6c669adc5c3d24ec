import type { ModelFile } from '../file/model';
import type { Rows } from '../file/rows';
import { addProduct, product } from '../numbers/dense';
import { featureRows, rowOf, tableOf } from '../numbers/features';
import { OrdinalHead } from './ordinal-head';
import { type Partner, type RatedHistory, ratedHistory } from './rated-history';
import type { RatingCore } from './rating-core';

interface Side {
  readonly count: number;
  /** The vector with all of the history. */
  vector(row: number): Float32Array;
  /** Takes a partner's own rating out of a vector, as no pair may predict itself. */
  without(vector: Float32Array, row: number, partner: number): Float32Array;
  readonly bias: Float32Array;
}

function sideOf(
  { description, tensors }: ModelFile,
  name: 'user' | 'item',
  history: RatedHistory | null,
): Side {
  const { config } = description;
  const d = config.count('dimensions');
  const count = config.count(`${name}s`, 0);
  const others = config.count(name === 'user' ? 'items' : 'users', 0);
  const ids = tensors.rows(`${name}-ids`, count, d);
  const textWidth = tensors.has(`${name}-text`) ? tensors.count(`${name}-text/weights`) : 0;
  const text = textWidth === 0 ? null : tensors.rows(`${name}-text`, count, textWidth);
  const features = featureRows({ config, tensors }, name, count);
  const tables: [Rows, Float32Array][] = [];
  if (text !== null) tables.push([text, tensors.values(`${name}-text/weights`, [text.width, d])]);
  if (features.width > 0)
    tables.push([features, tensors.values(`${name}-features/weights`, [features.width, d])]);
  const sums =
    history === null
      ? null
      : (['implicit', 'explicit'] as const).map((part) => tensors.rows(`${name}-history/${part}`, others, d));
  const partners = name === 'user' ? history?.ofUsers : history?.ofItems;
  const add = (vector: Float32Array, own: Partner, sign: number) => {
    const [implicit, explicit] = (sums as Rows[]).map((table) => rowOf([table], own.row));
    for (let k = 0; k < d; k++) vector[k] += sign * (own.implicit * implicit[k] + own.explicit * explicit[k]);
  };
  return {
    count,
    bias: tensors.values(`${name}-bias`, [count, 1]),
    vector: (row) => {
      const vector = rowOf([ids], row);
      for (const [table, weights] of tables) addProduct(vector, rowOf([table], row), weights);
      for (const own of partners?.[row] ?? []) add(vector, own, 1);
      return vector;
    },
    without: (vector, row, partner) => {
      const rest = vector.slice();
      for (const own of partners?.[row] ?? []) if (own.row === partner) add(rest, own, -1);
      return rest;
    },
  };
}

/**
 * v_i = e_i + W_t text_i + W_f features_i + history_i, u_u likewise,
 * z = (b_u + b_i + ⟨u_u, v_i⟩) · direction + offsets + MLP([u_u, v_i, u_u ∘ v_i]). A user's numbers are [b_u, u_u].
 */
export function textRating(file: ModelFile, levels: readonly number[]): RatingCore {
  const { description, tensors } = file;
  const history = ratedHistory(file);
  const [users, items] = [sideOf(file, 'user', history), sideOf(file, 'item', history)];
  const d = description.config.count('dimensions');
  const hidden = description.config.count('hidden');
  const head = new OrdinalHead(tensors, levels);
  const first = tensors.values('hidden/weights', [3 * d, hidden]);
  const bias = tensors.values('hidden/bias', [1, hidden]);
  const out = tensors.values('out/weights', [hidden, levels.length]);
  const vectors = tableOf(items.count, d, items.vector);
  const taken = history?.ofUsers.map((own) => new Set(own.map(({ row }) => row)));
  const one = (user: Float32Array, item: Float32Array, biases: number): Float32Array => {
    const h = bias.slice();
    addProduct(h, user, first);
    addProduct(h, item, first, d);
    addProduct(
      h,
      user.map((value, k) => value * item[k]),
      first,
      2 * d,
    );
    const logits = new Float32Array(levels.length);
    head.write(biases + product(user, item), logits, 0);
    addProduct(
      logits,
      h.map((value) => Math.max(value, 0)),
      out,
    );
    return logits;
  };
  return {
    width: 1 + d,
    users: users.count,
    read: (user, into) => {
      into[0] = users.bias[user];
      into.set(users.vector(user), 1);
    },
    logits: ({ user, index, from, to, out: logits }) => {
      const known = index < 0 ? undefined : taken?.[index];
      for (let item = from; item < to; item++) {
        let [u, v] = [user.subarray(1), vectors.subarray(item * d, (item + 1) * d)];
        if (known?.has(item)) [u, v] = [users.without(u, index, item), items.without(v, item, index)];
        logits.set(one(u, v, user[0] + items.bias[item]), (item - from) * levels.length);
      }
    },
    ...(history === null
      ? {}
      : { stored: (user: number) => Int32Array.from(history.ofUsers[user], ({ row }) => row) }),
  };
}
