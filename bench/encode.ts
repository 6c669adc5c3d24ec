/**
 * Encoding 32 texts of 32 tokens with all-MiniLM-L6-v2, beside PyTorch, in turns.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch and transformers> npm run bench -- encode
 *
 * PyTorch's threads wait for each other, so other work on the machine slows it most; measure on an idle one.
 */
import { version } from '@tensorflow/tfjs-node';
import { BertEncoder, findModelFolder } from '../src/language';
import { benchmarkBatch, encodeOnce, pytorchScript } from './bert-work';
import { PytorchWorker } from './pytorch-worker';
import { sideBySide } from './side-by-side';

async function main(): Promise<void> {
  const folder = await findModelFolder({});
  const encoder = BertEncoder.load({ folder });
  const batch = benchmarkBatch();
  const worker = new PytorchWorker(pytorchScript, [folder]);
  await worker.start();
  const ours = () => encodeOnce(encoder, batch);
  const result = await sideBySide({
    ours,
    theirs: () => worker.milliseconds('encode'),
    warmUps: 3,
    rounds: 21,
  });
  worker.stop();
  const peers = { node: process.version, tfjs: version['tfjs-node'], pytorch: worker.banner };
  console.log(JSON.stringify({ work: 'encode 32 x 32 tokens', ...result, ...peers }, null, 2));
}

void main();
