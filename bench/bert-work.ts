import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import type { BertEncoder, TokenBatch } from '../src/language';
import { Random } from '../src/random';
import { AdamW, valueAndGradients } from '../src/tensor';

export const pytorchScript = join(process.cwd(), 'bench', 'pytorch', 'bert.py');

/** 32 texts of 32 tokens, none of them padded: the batch that the PyTorch side has too. */
export function benchmarkBatch(): TokenBatch {
  const random = new Random(0);
  const ids = Int32Array.from({ length: 32 * 32 }, () => 1000 + random.integer(29000));
  return { ids, lengths: new Int32Array(32).fill(32), width: 32 };
}

/** Encodes the batch once and waits for the numbers. */
export function encodeOnce(encoder: BertEncoder, batch: TokenBatch): void {
  const vectors = encoder.embed({ batch, training: false, random: null });
  vectors.dataSync();
  vectors.dispose();
}

/** One fine-tuning step over all weights: squared error of the text vectors, AdamW. */
export class FineTuning {
  private readonly optimizer: AdamW;
  private readonly target: tf.Tensor2D;

  constructor(
    private readonly encoder: BertEncoder,
    private readonly batch: TokenBatch,
  ) {
    this.optimizer = new AdamW({ parameters: encoder.parameters, weightDecay: 0.01 });
    this.target = tf.randomNormal([batch.lengths.length, encoder.width], 0, 1, 'float32', 1);
  }

  step(): number {
    const { encoder, batch, target } = this;
    const { value, gradients } = valueAndGradients({
      parameters: encoder.parameters,
      loss: () => {
        const vectors = encoder.embed({ batch, training: false, random: null });
        return tf.mean(tf.squaredDifference(vectors, target)) as tf.Scalar;
      },
    });
    this.optimizer.step({ gradients, learningRate: 1e-5 });
    return value;
  }
}
