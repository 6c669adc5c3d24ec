import * as tf from '@tensorflow/tfjs-node';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import type { CompactRows } from '../compact-table';
import { CatalogueVectors, type ItemTable } from './catalogue-vectors';
import { gatherQueries, itemsOfPlaces, withPlaces } from './gather-queries';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface GruModelOptions {
  readonly items: number;
  /** Width of the item vectors and of the state. */
  readonly dimensions: number;
  readonly layers: number;
  readonly dropout: number;
  readonly withIds: boolean;
  /** Where fewer rows serve the ids (hashed, or quotient and remainder); a row of its own for each unless given. */
  readonly idRows?: CompactRows;
  readonly itemText: ItemTable | null;
  readonly random: Random;
}

interface GruLayer {
  /** [3 · dimensions, dimensions]: reset, update and candidate, from what comes in. */
  readonly input: Parameter;
  /** [3 · dimensions, dimensions], from the state. */
  readonly state: Parameter;
  /** [3 · dimensions] */
  readonly inputBias: Parameter;
  /** [3 · dimensions] */
  readonly stateBias: Parameter;
}

/**
 * GRU4Rec: a gated recurrent network over the history, from the zero state on,
 *   r = σ(W_r x + w_r + U_r h + u_r),  u = σ(W_u x + w_u + U_u h + u_u)
 *   c = tanh(W_c x + w_c + r ⊙ (U_c h + u_c)),  h ← (1 - u) ⊙ c + u ⊙ h,  z_i = ⟨h_p, v_i⟩ + b_i
 * with each item's v_i on the way in and on the way out. The paper samples its loss from the batch; here the loss is the
 * caller's, and `distillRanking` takes the whole catalogue.
 * @see Hidasi et al. 2016, arXiv:1511.06939; the tied vectors are those of Hidasi & Karatzoglou 2018, arXiv:1706.03847
 */
export class GruModel implements RankingModel {
  readonly kind = 'gru';
  readonly items: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly catalogue: CatalogueVectors;
  private readonly layers: readonly GruLayer[];

  constructor(private readonly options: GruModelOptions) {
    const { random, itemText, ...config } = options;
    if (!(Number.isInteger(options.layers) && options.layers >= 1))
      throw new RangeError(`GruModel: layers must be a whole number of at least 1, found ${options.layers}`);
    this.items = options.items;
    this.config = { ...config, withText: itemText !== null };
    this.catalogue = new CatalogueVectors(options);
    this.layers = Array.from({ length: options.layers }, (_, k) =>
      gruLayer(`gru-${k}`, options.dimensions, random),
    );
    this.parameters = [...this.catalogue.parameters, ...this.layers.flatMap((layer) => Object.values(layer))];
    this.constants = this.catalogue.constants;
  }

  forward({ contexts: given, training, random }: RankingForward): RankingForwardResult {
    const contexts = withPlaces(given);
    const { width } = contexts;
    const { dimensions, dropout: rate } = this.options;
    const drop = (x: tf.Tensor2D) => (training && random !== null ? dropout({ x, rate, random }) : x);
    const itemVectors = this.catalogue.vectors();
    const items = tf.tensor1d(itemsOfPlaces(contexts), 'int32');
    let x = drop(tf.gather(itemVectors, items) as tf.Tensor2D); // [sequences · width, dimensions]
    for (const layer of this.layers) x = drop(runLayer(layer, x, width, dimensions));
    return { hidden: gatherQueries(x, contexts), itemVectors, itemBiases: this.catalogue.biases() };
  }

  dispose(): void {
    this.catalogue.dispose();
    for (const layer of this.layers) for (const parameter of Object.values(layer)) parameter.dispose();
  }
}

function gruLayer(name: string, dimensions: number, random: Random): GruLayer {
  const size = 3 * dimensions;
  const matrix = (part: string) =>
    new Parameter({
      name: `${name}/${part}`,
      shape: [size, dimensions],
      values: random.normals(size * dimensions, 1 / Math.sqrt(dimensions)),
    });
  const vector = (part: string) =>
    new Parameter({
      name: `${name}/${part}`,
      shape: [size],
      values: new Float32Array(size),
      decays: false,
    });
  return {
    input: matrix('input'),
    state: matrix('state'),
    inputBias: vector('input-bias'),
    stateBias: vector('state-bias'),
  };
}

/** All places' products with what comes in are one; only those with the state wait for each other. */
function runLayer(layer: GruLayer, x: tf.Tensor2D, width: number, dimensions: number): tf.Tensor2D {
  const sequences = x.shape[0] / width;
  const incoming = linear({
    x,
    weights: layer.input.value(),
    bias: layer.inputBias.value(),
    transposed: true,
  });
  const places = tf.unstack(tf.reshape(incoming, [sequences, width, 3 * dimensions]), 1);
  const [weights, bias] = [layer.state.value<tf.Tensor2D>(), layer.stateBias.value<tf.Tensor1D>()];
  const states: tf.Tensor2D[] = [];
  let state = tf.zeros([sequences, dimensions]) as tf.Tensor2D;
  for (const place of places) {
    const fromState = linear({ x: state, weights, bias, transposed: true });
    state = nextState(place as tf.Tensor2D, fromState, state);
    states.push(state);
  }
  return tf.reshape(tf.stack(states, 1), [sequences * width, dimensions]);
}

/** h ← c + u ⊙ (h - c) */
function nextState(incoming: tf.Tensor2D, fromState: tf.Tensor2D, state: tf.Tensor2D): tf.Tensor2D {
  const [resetIn, updateIn, candidateIn] = tf.split(incoming, 3, 1);
  const [resetOf, updateOf, candidateOf] = tf.split(fromState, 3, 1);
  const reset = tf.sigmoid(tf.add(resetIn, resetOf));
  const update = tf.sigmoid(tf.add(updateIn, updateOf));
  const candidate = tf.tanh(tf.add(candidateIn, tf.mul(reset, candidateOf)));
  return tf.add(candidate, tf.mul(update, tf.sub(state, candidate)));
}
