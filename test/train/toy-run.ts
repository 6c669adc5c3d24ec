import * as tf from '@tensorflow/tfjs-node';
import { MatrixFactorization } from '../../src/models/rating/matrix-factorization';
import { Random } from '../../src/random';
import { dropout } from '../../src/tensor/dropout';
import { hashWeights } from '../../src/tensor/parameter';
import { type FitOptions, type FitResult, fit } from '../../src/train/fit';

const [users, items, classes, rows] = [30, 40, 3, 600];

/** Pairs whose class depends on the parity of user and item, with some noise. */
function toyPairs(seed: number) {
  const random = new Random(seed);
  const column = (bound: number) => Int32Array.from({ length: rows }, () => random.integer(bound));
  const pairs = { users: column(users), items: column(items) };
  const labels = pairs.users.map((user, k) =>
    random.uniform() < 0.2 ? random.integer(classes) : (user + pairs.items[k]) % 2,
  );
  return { ...pairs, labels };
}

/** A short training with everything that could go astray on resuming: dropout, shuffling, schedule, early stopping. */
export function toyRun(changed: Partial<FitOptions> = {}): FitResult & { hash: string } {
  const train = toyPairs(1);
  const validation = toyPairs(2);
  const model = new MatrixFactorization({
    users,
    items,
    dimensions: 4,
    frequencies: [1, 1, 1],
    random: new Random(3),
  });
  const loss = (pairs: typeof train, random: Random | null): tf.Scalar => {
    const { logits } = model.forward({ pairs, training: true, random });
    const dropped = random === null ? logits : dropout({ x: logits, rate: 0.2, random });
    const target = tf.oneHot(tf.tensor1d(pairs.labels, 'int32'), classes).toFloat();
    return tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(dropped)), 1))) as tf.Scalar;
  };
  const pick = (at: Int32Array) => ({
    users: at.map((k) => train.users[k]),
    items: at.map((k) => train.items[k]),
    labels: at.map((k) => train.labels[k]),
  });
  const result = fit({
    parameters: model.parameters,
    rows,
    loss: (at, random) => loss(pick(at), random),
    validate: () => loss(validation, null).dataSync()[0],
    epochs: 4,
    batchSize: 50,
    learningRate: 0.02,
    weightDecay: 0.1,
    patience: 3,
    seed: 7,
    warmup: 0.1,
    schedule: 'cosine',
    clipNorm: 1,
    ...changed,
  });
  const hash = hashWeights(model.parameters);
  model.dispose();
  return { ...result, hash };
}
