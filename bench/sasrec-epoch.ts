/**
 * One epoch of SASRec (32 dimensions, one layer, cross-entropy over the whole catalogue at every position, AdamW) on 3,285
 * histories of 7 items out of 3,686, beside the same arithmetic in PyTorch, in turns.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch> npm run bench -- sasrec-epoch
 */
import { version } from '@tensorflow/tfjs-node';
import { distillRanking } from '../src/distill';
import { SelfAttentiveModel } from '../src/models';
import { Random } from '../src/random';
import { PytorchWorker } from './pytorch-worker';
import { benchmarkExamples, pytorchArguments, pytorchScript, shape } from './ranking-work';
import { sideBySide } from './side-by-side';

async function main(): Promise<void> {
  const { items, dimensions, layers, heads, length } = shape;
  const model = { items, dimensions, layers, heads, maxLength: length, dropout: 0.2 };
  const student = new SelfAttentiveModel({ ...model, withIds: true, itemText: null, random: new Random(1) });
  const examples = benchmarkExamples();
  const worker = new PytorchWorker(pytorchScript, pytorchArguments);
  await worker.start();
  const epoch = () =>
    void distillRanking({
      student,
      examples,
      teachers: [],
      method: null,
      alpha: 0,
      hardWeight: 1,
      validate: () => 0,
      epochs: 1,
      batchSize: shape.batch,
      learningRate: 5e-3,
      weightDecay: 0.1,
      patience: 1,
      seed: 1,
    });
  const theirs = () => worker.milliseconds('sasrec');
  const result = await sideBySide({ ours: epoch, theirs, warmUps: 1, rounds: 7 });
  const peers = { node: process.version, tfjs: version['tfjs-node'], pytorch: worker.banner };
  console.log(JSON.stringify({ work: 'SASRec epoch', ...shape, ...result, ...peers }, null, 2));
  worker.stop();
}

void main();
