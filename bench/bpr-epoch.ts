/**
 * One epoch of matrix factorization by BPR (32 dimensions, one negative a row, batches of 1,024 rows, AdamW over all
 * weights) on 3,285 users with 8 items each out of 3,686, beside the same arithmetic in PyTorch, in turns. Both read only
 * the vectors of the items that a batch names.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch> npm run bench -- bpr-epoch
 */
import * as tf from '@tensorflow/tfjs-node';
import { bprLoss } from '../src/distill';
import { MatrixFactorizationRanking } from '../src/models';
import { Random } from '../src/random';
import { fit } from '../src/train';
import { PytorchWorker } from './pytorch-worker';
import { benchmarkSequences, pytorchArguments, pytorchScript, shape } from './ranking-work';
import { sideBySide } from './side-by-side';

const BATCH = 1024;

/** User and taken item of each row. */
function benchmarkRows() {
  const { offsets, items } = benchmarkSequences();
  const users = Int32Array.from(items.keys(), (row) => Math.floor((row * shape.users) / items.length));
  if (users[users.length - 1] !== offsets.length - 2) throw new Error('the last row is not the last user’s');
  return { users, items };
}

/** One step's loss: the batch's users against the items that it names, the taken one first. */
function lossOf(
  model: MatrixFactorizationRanking,
  train: ReturnType<typeof benchmarkRows>,
  rows: Int32Array,
  random: Random,
): tf.Scalar {
  const users = rows.map((row) => train.users[row]);
  const contexts = {
    users,
    sequences: new Int32Array(0),
    width: 0,
    rows: Int32Array.from(rows.keys()),
    lengths: new Int32Array(rows.length),
  };
  const { hidden, itemVectors, itemBiases } = model.forward({ contexts, training: true, random });
  const named = Int32Array.from({ length: 2 * rows.length }, (_, at) =>
    at % 2 === 0 ? train.items[rows[at >> 1]] : random.integer(shape.items),
  );
  const at = tf.tensor1d(named, 'int32');
  const vectors = tf.reshape(tf.gather(itemVectors, at), [rows.length, 2, shape.dimensions]);
  const biases = tf.reshape(tf.gather(itemBiases, at), [rows.length, 2]);
  const products = tf.sum(tf.mul(tf.expandDims(hidden, 1), vectors), 2);
  const logits = tf.add(products, biases) as tf.Tensor2D; // [rows, 2], the taken item first
  const [targets, negatives] = [new Int32Array(rows.length), new Int32Array(rows.length).fill(1)];
  return bprLoss({ logits, targets, negatives });
}

async function main(): Promise<void> {
  const { users, items, dimensions } = shape;
  const options = { users, items, dimensions, withIds: true, itemText: null };
  const model = new MatrixFactorizationRanking({ ...options, random: new Random(1) });
  const train = benchmarkRows();
  const worker = new PytorchWorker(pytorchScript, pytorchArguments);
  await worker.start();
  const epoch = () =>
    void fit({
      parameters: model.parameters,
      rows: train.items.length,
      loss: (rows, random) => lossOf(model, train, rows, random),
      validate: () => 0,
      epochs: 1,
      batchSize: BATCH,
      learningRate: 5e-3,
      weightDecay: 0.1,
      patience: 1,
      seed: 1,
    });
  const theirs = () => worker.milliseconds('bpr');
  const result = await sideBySide({ ours: epoch, theirs, warmUps: 1, rounds: 9 });
  const peers = { node: process.version, tfjs: tf.version['tfjs-node'], pytorch: worker.banner };
  console.log(JSON.stringify({ work: 'BPR epoch', ...shape, batch: BATCH, ...result, ...peers }, null, 2));
  worker.stop();
}

void main();
