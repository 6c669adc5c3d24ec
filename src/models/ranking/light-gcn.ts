import * as tf from '@tensorflow/tfjs-node';
import type { Sequences } from '../../data/contexts';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { type SparseEntries, SparseMatrix } from '../../tensor/sparse-matrix';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

/** Who took what, each pair once: edge n joins users[n] and items[n]. */
export interface UserItemGraph {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

export interface LightGcnOptions {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  /** Steps along the graph. */
  readonly layers: number;
  readonly graph: UserItemGraph;
  readonly random: Random;
}

/** The graph of the training sequences. */
export function userItemGraph({ offsets, items }: Sequences): UserItemGraph {
  const edges: [number, number][] = [];
  for (let user = 0; user + 1 < offsets.length; user++) {
    for (const item of new Set(items.subarray(offsets[user], offsets[user + 1]))) edges.push([user, item]);
  }
  return {
    users: Int32Array.from(edges, ([user]) => user),
    items: Int32Array.from(edges, ([, item]) => item),
  };
}

/**
 * LightGCN: vectors of users and items averaged over steps along the graph of who took what,
 *   e_u⁽ᵏ⁺¹⁾ = Σ_{i of u} e_i⁽ᵏ⁾ / √(n_u n_i),  e_i⁽ᵏ⁺¹⁾ likewise,  ê = 1 / (K + 1) · Σ_k e⁽ᵏ⁾,  z_i = ⟨ê_u, ê_i⟩
 * It knows users, not histories; to an unknown user all items are alike. The paper trains it by BPR; the loss is the
 * caller's here.
 * @see He et al. 2020, arXiv:2002.02126
 */
export class LightGcn implements RankingModel {
  readonly kind = 'light-gcn';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  /** The graph's edges, so that it is saved with the model. */
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly users: Parameter;
  private readonly ids: Parameter;
  private readonly toUsers: SparseMatrix;
  private readonly toItems: SparseMatrix;

  /** @throws InputError if an edge names no user or item, or stands twice */
  constructor(private readonly options: LightGcnOptions) {
    const { random, graph, ...config } = options;
    const { users, items, dimensions } = options;
    checkGraph(options);
    this.items = items;
    this.config = config;
    const vectors = (name: string, rows: number) =>
      new Parameter({ name, shape: [rows, dimensions], values: random.normals(rows * dimensions, 0.1) });
    this.users = vectors('users', users);
    this.ids = vectors('item-ids', items);
    this.parameters = [this.users, this.ids];
    this.constants = (['users', 'items'] as const).map((side) => edgeEnds(`graph-${side}`, graph[side]));
    const values = normalised(options);
    this.toUsers = new SparseMatrix(users, items, sorted(graph.users, graph.items, values));
    this.toItems = new SparseMatrix(items, users, sorted(graph.items, graph.users, values));
  }

  forward({ contexts }: RankingForward): RankingForwardResult {
    const [userVectors, itemVectors] = this.propagate();
    const users = contexts.rows.map((row) => contexts.users[row]);
    const at = tf.tensor1d(
      users.map((user) => Math.max(user, 0)),
      'int32',
    );
    const isKnown = Float32Array.from(users, (user) => (user < 0 ? 0 : 1));
    const hidden = tf.mul(tf.gather(userVectors, at), tf.tensor2d(isKnown, [users.length, 1]));
    return { hidden: hidden as tf.Tensor2D, itemVectors, itemBiases: tf.zeros([this.items]) };
  }

  /** [users, dimensions] and [items, dimensions] */
  private propagate(): [tf.Tensor2D, tf.Tensor2D] {
    let [users, items] = [this.users.value<tf.Tensor2D>(), this.ids.value<tf.Tensor2D>()];
    const [userLayers, itemLayers] = [[users], [items]];
    for (let layer = 0; layer < this.options.layers; layer++) {
      [users, items] = [this.toUsers.matMul(items), this.toItems.matMul(users)];
      userLayers.push(users);
      itemLayers.push(items);
    }
    const mean = (layers: tf.Tensor2D[]) => tf.div(tf.addN(layers), layers.length) as tf.Tensor2D;
    return [mean(userLayers), mean(itemLayers)];
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
    this.toUsers.dispose();
    this.toItems.dispose();
  }
}

/** Single precision holds every index below 2^24 exactly. */
function edgeEnds(name: string, ends: Int32Array): Parameter {
  return new Parameter({ name, shape: [ends.length], values: Float32Array.from(ends), trainable: false });
}

function checkGraph({ users, items, graph }: LightGcnOptions): void {
  const seen = new Set<number>();
  graph.users.forEach((user, n) => {
    const item = graph.items[n];
    const isKnown = user >= 0 && user < users && item >= 0 && item < items;
    const cell = user * items + item;
    if (isKnown && !seen.has(cell)) {
      seen.add(cell);
      return;
    }
    throw new InputError(
      `LightGcn: expected each pair of ${users} users and ${items} items once, found edge ${n} (${user}, ${item}) ${isKnown ? 'again' : 'outside'}; make the graph by userItemGraph`,
    );
  });
}

/** 1 / √(n_u n_i) of each edge. */
function normalised({ users, items, graph }: LightGcnOptions): Float32Array {
  const [ofUsers, ofItems] = [new Float64Array(users), new Float64Array(items)];
  for (const user of graph.users) ofUsers[user]++;
  for (const item of graph.items) ofItems[item]++;
  return Float32Array.from(graph.users, (user, n) => 1 / Math.sqrt(ofUsers[user] * ofItems[graph.items[n]]));
}

function sorted(rows: Int32Array, columns: Int32Array, values: Float32Array): SparseEntries {
  const order = Int32Array.from(rows.keys()).sort((a, b) => rows[a] - rows[b] || columns[a] - columns[b]);
  return {
    rows: order.map((n) => rows[n]),
    columns: order.map((n) => columns[n]),
    values: Float32Array.from(order, (n) => values[n]),
  };
}
