import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { batchTokens, checkTokens } from '../token-batch';
import type { GptDecoder } from './gpt-decoder';
import { nextTokenLosses } from './next-token-losses';

/** What a decoder learns to write after what: token numbers. */
export interface ContinuationExample {
  readonly prompt: Int32Array;
  readonly continuation: Int32Array;
}

export interface ContinuationLossOptions {
  decoder: GptDecoder;
  examples: readonly ContinuationExample[];
  /** True applies the adapters' dropout, drawn from `random`. */
  training: boolean;
  random: Random | null;
}

/**
 * Next-token cross-entropy over the continuations' tokens alone; the prompts are read and not learnt:
 *   L = -(1 / N) Σ_examples Σ_i log p(c_i | prompt, c_1 .. c_{i-1}),  N all tokens of all continuations
 * so that each token counts the same, and an example by its length. Differentiable in the adapters.
 * @returns scalar, in nats a token
 * @throws InputError if a prompt or a continuation is empty, or both together are longer than the model reads
 */
export function continuationLoss(options: ContinuationLossOptions): tf.Scalar {
  checkOptions('continuationLoss', options, ['decoder', 'examples', 'training', 'random']);
  const { decoder, examples, training, random } = options;
  const tokens = examples.map(wholeText);
  // What the last token would be followed by is not asked.
  const batch = batchTokens({ tokens: tokens.map((row) => row.subarray(0, -1)), padId: 0 });
  for (const row of tokens) checkTokens('continuationLoss', row, decoder.config.vocabulary);
  const rows: number[] = [];
  const targets: number[] = [];
  examples.forEach(({ prompt, continuation }, text) => {
    continuation.forEach((token, i) => {
      rows.push(text * batch.width + prompt.length - 1 + i);
      targets.push(token);
    });
  });
  return tf.tidy(() => {
    const all = decoder.hiddenStates({ batch, training, random });
    const states = tf.gather(all, tf.tensor1d(rows, 'int32')); // [N, hidden]
    return meanLoss(states, Int32Array.from(targets), decoder);
  });
}

function wholeText({ prompt, continuation }: ContinuationExample, index: number): Int32Array {
  if (prompt.length > 0 && continuation.length > 0) return Int32Array.of(...prompt, ...continuation);
  const empty = prompt.length === 0 ? 'prompt' : 'continuation';
  throw new InputError(`continuationLoss: example ${index}: expected tokens in its ${empty}, found none`);
}

/** The words' vectors are held still, so that the whole head has one gradient, made on the way there. */
function meanLoss(states: tf.Tensor2D, targets: Int32Array, { weights, adapters }: GptDecoder): tf.Scalar {
  const words = weights.words.value<tf.Tensor2D>();
  if (!adapters?.parameters.some((parameter) => parameter.isRecorded)) {
    return tf.mean(nextTokenLosses({ states, targets, words, slopes: false }).losses);
  }
  const mean = tf.customGrad((input, save) => {
    const { losses, slopes } = nextTokenLosses({
      states: input as tf.Tensor2D,
      targets,
      words,
      slopes: true,
    });
    (save as tf.GradSaveFunc)([slopes as tf.Tensor2D]);
    return {
      value: tf.mean(losses),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], tf.div(dy, targets.length)),
    };
  });
  return mean(states) as tf.Scalar;
}
