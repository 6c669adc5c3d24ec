/**
 * One epoch of the matrix factorization student (8 dimensions, 80,000 ratings, batches of 1,024, AdamW), beside the same
 * arithmetic in PyTorch, in turns.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch> npm run bench -- student-train
 */
import { version } from '@tensorflow/tfjs-node';
import { distill } from '../src/distill/distill';
import { PytorchWorker } from './pytorch-worker';
import { sideBySide } from './side-by-side';
import { benchmarkPairs, benchmarkStudent, pytorchArguments, pytorchScript, shape } from './student-work';

async function main(): Promise<void> {
  const student = benchmarkStudent();
  const train = benchmarkPairs();
  const worker = new PytorchWorker(pytorchScript, pytorchArguments);
  await worker.start();
  const epoch = () =>
    void distill({
      student,
      train,
      softTargets: null,
      temperature: 1,
      alpha: 0,
      validate: () => 0,
      epochs: 1,
      batchSize: shape.batch,
      learningRate: 5e-3,
      weightDecay: 0.1,
      patience: 1,
      seed: 1,
    });
  const theirs = () => worker.milliseconds('train');
  const result = await sideBySide({ ours: epoch, theirs, warmUps: 2, rounds: 15 });
  const peers = { node: process.version, tfjs: version['tfjs-node'], pytorch: worker.banner };
  console.log(JSON.stringify({ work: 'student epoch', ...shape, ...result, ...peers }, null, 2));
  worker.stop();
}

void main();
