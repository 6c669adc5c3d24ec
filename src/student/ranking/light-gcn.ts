import type { ModelFile } from '../file/model';
import { FloatRows } from '../file/rows';
import { check } from '../student-error';
import type { RankingCore } from './ranking-core';

/**
 * Vectors averaged over steps along the graph of who took what, e_u⁽ᵏ⁺¹⁾ = Σ_{i of u} e_i⁽ᵏ⁾ / √(n_u n_i) and likewise for
 * items; all that is found on loading. A new user starts at 0 and is one step behind the items that they took.
 */
export function lightGcn({ description, tensors }: ModelFile): RankingCore {
  const { config } = description;
  const [users, items, width] = [config.count('users', 0), config.count('items'), config.count('dimensions')];
  const edges = {
    users: tensors.indices('graph-users', users),
    items: tensors.indices('graph-items', items),
  };
  check(
    edges.users.length === edges.items.length,
    'graph-items',
    `${edges.users.length} ends`,
    edges.items.length,
  );
  const layers = config.count('layers', 0);
  check(layers <= 1000, `${config.where}, layers`, 'at most 1000', layers);
  const [ofUsers, ofItems] = [countsOf(edges.users, users), countsOf(edges.items, items)];
  const step = (from: Float32Array, ends: readonly [Int32Array, Int32Array], count: number) => {
    const to = new Float32Array(count * width);
    edges.users.forEach((user, n) => {
      const weight = 1 / Math.sqrt(ofUsers[user] * ofItems[edges.items[n]]);
      const [source, target] = [ends[0][n] * width, ends[1][n] * width];
      for (let k = 0; k < width; k++) to[target + k] += weight * from[source + k];
    });
    return to;
  };
  const userLayers = [tensors.values('users', [users, width])];
  const itemLayers = [tensors.values('item-ids', [items, width])];
  for (let k = 0; k < layers; k++) {
    userLayers.push(step(itemLayers[k], [edges.items, edges.users], users));
    itemLayers.push(step(userLayers[k], [edges.users, edges.items], items));
  }
  const userVectors = meanOf(userLayers);
  const foldIn = (taken: Int32Array) => {
    const known = [...new Set(taken)];
    return Float32Array.from({ length: width }, (_, k) => {
      let sum = 0;
      for (const item of known) {
        const weight = 1 / Math.sqrt(known.length * Math.max(1, ofItems[item]));
        for (let layer = 0; layer < layers; layer++) sum += weight * itemLayers[layer][item * width + k];
      }
      return sum / (layers + 1);
    });
  };
  const hidden = (user: number) => userVectors.slice(user * width, (user + 1) * width);
  return { vectors: new FloatRows(meanOf(itemLayers), width), biases: null, reads: 'users', hidden, foldIn };
}

function countsOf(ends: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const end of ends) counts[end]++;
  return counts;
}

function meanOf(layers: readonly Float32Array[]): Float32Array {
  return layers[0].map((_, i) => layers.reduce((sum, layer) => sum + layer[i], 0) / layers.length);
}
