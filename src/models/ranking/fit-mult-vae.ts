import * as tf from '@tensorflow/tfjs-node';
import { contextsFrom } from '../../data/build-contexts';
import type { Sequences } from '../../data/contexts';
import { historyOf } from '../../data/sequences';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { type FitOptions, type FitResult, fit } from '../../train/fit';
import { type MultVae, type Posterior, unitBags } from './mult-vae';
import { catalogueLogits } from './score-model';

/**
 * The negative evidence bound of a multinomial autoencoder, averaged over the batch.
 *   L = (1 / batch) · Σ_u (-Σ_i x_ui · ln softmax(z_u)_i + β · ½ Σ_d (μ_d² + σ_d² - ln σ_d² - 1))
 * @param options.logits [batch, items], unscaled
 * @param options.taken [batch, items], row-major, 1 for an item that was taken, 0 for others
 * @param options.beta weight of the divergence from N(0, I); 1 is the bound itself
 * @returns scalar, in nats a user
 * @see Liang et al. 2018, arXiv:1802.05814, equations 3 and 7
 */
export function multVaeLoss(
  options: Posterior & { readonly logits: tf.Tensor2D; readonly taken: Float32Array; readonly beta: number },
): tf.Scalar {
  checkOptions('multVaeLoss', options, ['mean', 'logVariance', 'logits', 'taken', 'beta']);
  const { mean, logVariance, logits, taken, beta } = options;
  if (taken.length !== logits.size || !(beta >= 0)) {
    throw new RangeError(
      `multVaeLoss: expected ${logits.size} marks, one a logit, and beta of at least 0, found ${taken.length} and ${beta}`,
    );
  }
  const [batch] = logits.shape;
  return tf.tidy(() => {
    const likely = tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(taken, logits.shape)));
    const terms = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1));
    const divergence = tf.mul(tf.sum(terms), 0.5 * beta);
    return tf.div(tf.sub(divergence, likely), batch) as tf.Scalar;
  });
}

/** Beside these as `fit`, without `checkpoint`: the annealing counts steps, which a checkpoint would not know. */
export interface FitMultVaeOptions extends Omit<FitOptions, 'parameters' | 'rows' | 'loss' | 'checkpoint'> {
  readonly model: MultVae;
  /** Those of the training part, a row a user. */
  readonly sequences: Sequences;
  /** β at the end of the annealing; the paper finds .2 best on MovieLens. */
  readonly cap: number;
  /** Steps over which β rises from 0 in a straight line. */
  readonly annealSteps: number;
}

const known = [
  ...['model', 'sequences', 'cap', 'annealSteps', 'validate', 'epochs', 'batchSize', 'learningRate'],
  ...['weightDecay', 'patience', 'seed', 'warmup', 'schedule', 'clipNorm', 'onEpoch', 'onBatch', 'signal'],
];

/**
 * Trains a Mult-VAE to give back the histories of users, by `multVaeLoss` with β annealed:
 *   β = cap · min(1, step / annealSteps)
 * @throws RangeError where cap or annealSteps are out of range; InputError on unknown options or without a history
 * @see Liang et al. 2018, arXiv:1802.05814, section 2.2.2
 */
export function fitMultVae(options: FitMultVaeOptions): FitResult {
  checkOptions('fitMultVae', options, known);
  const { model, sequences, cap, annealSteps, ...rest } = options;
  if (!(cap >= 0 && annealSteps >= 1))
    throw new RangeError(
      `fitMultVae: cap must be >= 0 and annealSteps >= 1, found ${cap} and ${annealSteps}`,
    );
  const all = Array.from({ length: sequences.offsets.length - 1 }, (_, user) => historyOf(sequences, user));
  const histories = all.filter(({ length }) => length > 0);
  if (histories.length === 0) throw new InputError('fitMultVae: expected at least one history, found none');
  const contexts = contextsFrom(histories.map((items) => ({ user: -1, items, lengths: [items.length] })));
  let step = 0;
  const loss = (rows: Int32Array, random: Random): tf.Scalar => {
    const beta = cap * Math.min(1, step++ / annealSteps);
    const batch = { contexts: takeContexts({ contexts, queries: rows }), training: true, random };
    const posterior = model.encode(batch);
    const taken = unitBags(batch.contexts, model.items).map(Math.sign);
    return multVaeLoss({
      ...posterior,
      logits: catalogueLogits(model.sample(posterior, random)),
      taken,
      beta,
    });
  };
  return fit({ ...rest, parameters: model.parameters, rows: histories.length, loss });
}
