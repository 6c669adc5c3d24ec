/**
 * Logits of 80,000 pairs by the matrix factorization student in batches of 8,192, beside PyTorch, in turns.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch> npm run bench -- score
 */
import { version } from '@tensorflow/tfjs-node';
import { predictLogits } from '../src/models';
import { PytorchWorker } from './pytorch-worker';
import { sideBySide } from './side-by-side';
import { benchmarkPairs, benchmarkStudent, pytorchArguments, pytorchScript, shape } from './student-work';

async function main(): Promise<void> {
  const model = benchmarkStudent();
  const pairs = benchmarkPairs();
  const worker = new PytorchWorker(pytorchScript, pytorchArguments);
  await worker.start();
  const score = () => void predictLogits({ model, pairs });
  const theirs = () => worker.milliseconds('score');
  const result = await sideBySide({ ours: score, theirs, warmUps: 2, rounds: 15 });
  const peers = { node: process.version, tfjs: version['tfjs-node'], pytorch: worker.banner };
  console.log(JSON.stringify({ work: 'score', ...shape, ...result, ...peers }, null, 2));
  worker.stop();
}

void main();
