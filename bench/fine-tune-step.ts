/**
 * One fine-tuning step of all-MiniLM-L6-v2 on 32 texts of 32 tokens, all weights trained, beside PyTorch, in turns:
 * once against AdamW over all weights, once against SparseAdam over the word table, whose rows recdistill moves so too.
 *
 *   RECDISTILL_BENCH_PYTHON=<a Python with torch and transformers> npm run bench -- fine-tune-step
 *
 * PyTorch's threads wait for each other, so other work on the machine slows it most; measure on an idle one.
 */
import { version } from '@tensorflow/tfjs-node';
import { BertEncoder, findModelFolder } from '../src/language';
import { benchmarkBatch, FineTuning, pytorchScript } from './bert-work';
import { PytorchWorker } from './pytorch-worker';
import { sideBySide } from './side-by-side';

async function main(): Promise<void> {
  const folder = await findModelFolder({});
  const tuning = new FineTuning(BertEncoder.load({ folder }), benchmarkBatch());
  const worker = new PytorchWorker(pytorchScript, [folder]);
  await worker.start();
  const peers = { node: process.version, tfjs: version['tfjs-node'], pytorch: worker.banner };
  const ours = () => void tuning.step();
  for (const work of ['step', 'step-sparse']) {
    const theirs = () => worker.milliseconds(work);
    const result = await sideBySide({ ours, theirs, warmUps: 3, rounds: 15 });
    console.log(JSON.stringify({ work, ...result, ...peers }, null, 2));
  }
  worker.stop();
}

void main();
