/** Loads TensorFlow in a process of its own, as a broken addon may take its process with it; prints one line of JSON. */
import '../../node-polyfill';
import * as tf from '@tensorflow/tfjs-node';

const product = tf.tidy(
  () =>
    tf
      .matMul(tf.ones([2, 3]), tf.ones([3, 2]))
      .sum()
      .dataSync()[0],
);
const backend = tf.backend() as unknown as { binding?: { TF_Version?: string } };
const answer = {
  library: backend.binding?.TF_Version ?? 'unknown',
  tfjs: tf.version.tfjs,
  backend: tf.getBackend(),
  product,
};
process.stdout.write(`\n${JSON.stringify(answer)}\n`);
