import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { dropout } from '../../tensor/dropout';
import { Parameter } from '../../tensor/parameter';
import { applyDense, type Dense, dense } from '../dense-stack';
import type { RankingForward, RankingForwardResult, RankingModel } from './ranking-model';

export interface MultVaeOptions {
  readonly items: number;
  /** Width of the hidden layers of encoder and decoder. */
  readonly dimensions: number;
  /** Width of z. */
  readonly latent: number;
  /** Of the items of a history, in training. */
  readonly dropout: number;
  readonly random: Random;
}

/** What the encoder says of each query's z: normal, with these means and logarithms of variances, [queries, latent]. */
export interface Posterior {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

/**
 * Mult-VAE: a variational autoencoder over histories as sets, with one multinomial over the catalogue,
 *   x̂ = x / ‖x‖, [μ, ln σ²] = tanh(x̂ E + e) P + p,  z = μ + σ ∘ ε in training, μ else
 *   h = tanh(z D + d),  z_i = ⟨h, v_i⟩ + b_i
 * `fitMultVae` trains it. As it knows how z is distributed without any history, N(0, I), it can make histories up.
 * @see Liang, Krishnan, Hoffman & Jebara 2018, arXiv:1802.05814
 */
export class MultVae implements RankingModel {
  readonly kind = 'mult-vae';
  readonly items: number;
  readonly latent: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly encoder: Dense;
  private readonly posterior: Dense;
  private readonly decoder: Dense;
  private readonly vectors: Parameter;
  private readonly biases: Parameter;
  private readonly rate: number;

  /** @throws InputError on unknown options or sizes that no model can have */
  constructor(options: MultVaeOptions) {
    checkOptions('MultVae', options, ['items', 'dimensions', 'latent', 'dropout', 'random']);
    const { items, dimensions, latent, dropout: rate, random } = options;
    for (const [name, value] of Object.entries({ items, dimensions, latent })) {
      if (Number.isInteger(value) && value >= 1) continue;
      throw new InputError(`MultVae: ${name} must be a whole number of at least 1, found ${value}`);
    }
    const layer = (name: string, inputs: number, outputs: number) => {
      // After Glorot & Bengio 2010, as the paper's code starts its layers.
      const values = random.normals(inputs * outputs, Math.sqrt(2 / (inputs + outputs)));
      return dense(name, values, new Float32Array(outputs));
    };
    this.items = items;
    this.latent = latent;
    this.rate = rate;
    this.config = { items, dimensions, latent, dropout: rate };
    this.encoder = layer('encoder', items, dimensions);
    this.posterior = layer('posterior', dimensions, 2 * latent);
    this.decoder = layer('decoder', latent, dimensions);
    const values = random.normals(items * dimensions, Math.sqrt(2 / (items + dimensions)));
    this.vectors = new Parameter({ name: 'item-ids', shape: [items, dimensions], values });
    const zeros = new Float32Array(items);
    this.biases = new Parameter({ name: 'item-bias', shape: [items], values: zeros, decays: false });
    const layers = [this.encoder, this.posterior, this.decoder].flatMap((own) => [own.weights, own.bias]);
    this.parameters = [...layers, this.vectors, this.biases];
  }

  forward(options: RankingForward): RankingForwardResult {
    const posterior = this.encode(options);
    const { training, random } = options;
    return training && random !== null ? this.sample(posterior, random) : this.decode(posterior.mean);
  }

  /** One z drawn of each query, decoded. Call it within a tidy. */
  sample({ mean, logVariance }: Posterior, random: Random): RankingForwardResult {
    const noise = tf.tensor2d(random.normals(mean.size, 1), mean.shape);
    return this.decode(tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise)) as tf.Tensor2D);
  }

  /** Call it within a tidy. */
  encode({ contexts, training, random }: RankingForward): Posterior {
    const bags = tf.tensor2d(unitBags(contexts, this.items), [contexts.rows.length, this.items]);
    const x = training && random !== null ? dropout({ x: bags, rate: this.rate, random }) : bags;
    const hidden = tf.tanh(applyDense(this.encoder, x));
    const [mean, logVariance] = tf.split(applyDense(this.posterior, hidden), 2, 1) as tf.Tensor2D[];
    return { mean, logVariance };
  }

  /** z [rows, latent] -> what scores the catalogue. Call it within a tidy. */
  decode(z: tf.Tensor2D): RankingForwardResult {
    return {
      hidden: tf.tanh(applyDense(this.decoder, z)),
      itemVectors: this.vectors.value<tf.Tensor2D>(),
      itemBiases: this.biases.value<tf.Tensor1D>(),
    };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

/** The items that each query knows, [queries, items]: 1 / √n at each of n different ones, 0 elsewhere. */
export function unitBags(contexts: Contexts, items: number): Float32Array {
  const bags = new Float32Array(contexts.rows.length * items);
  for (let query = 0; query < contexts.rows.length; query++) {
    const known = new Set(knownItems(contexts, query));
    for (const item of known) bags[query * items + item] = 1 / Math.sqrt(known.size);
  }
  return bags;
}
