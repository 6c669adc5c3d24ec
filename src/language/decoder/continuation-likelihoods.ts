import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { batchesByLength, batchTokens, checkTokens } from '../token-batch';
import type { GptDecoder } from './gpt-decoder';
import type { KeyValueCache } from './key-value-cache';
import { nextTokenLosses } from './next-token-losses';

export interface ContinuationLikelihoodsOptions {
  decoder: GptDecoder;
  /** Token numbers. */
  prompt: Int32Array;
  /** Token numbers of each. */
  continuations: readonly Int32Array[];
  /** Most tokens computed at once; about 2,000 keep two cores busy. Changes the speed, not the result. */
  tokensPerBatch: number;
  signal?: AbortSignal;
}

const likelihoodOptions = ['decoder', 'prompt', 'continuations', 'tokensPerBatch', 'signal'];

/**
 * log p(continuation | prompt) = Σ_i log p(c_i | prompt, c_1 .. c_{i-1}) of each continuation. The prompt is read once;
 * continuations go on from its keys and values, in batches of like length. The event loop runs between batches.
 * @returns [continuations], in nats
 * @throws InputError if the prompt or a continuation is empty, or both together are longer than the model reads
 */
export async function continuationLogLikelihoods(
  options: ContinuationLikelihoodsOptions,
): Promise<Float64Array> {
  checkOptions('continuationLogLikelihoods', options, likelihoodOptions);
  const { decoder, prompt, continuations, tokensPerBatch, signal } = options;
  checkContinuations(options);
  const { firstLogs, cache } = readPrompt(decoder, prompt);
  try {
    const result = Float64Array.from(continuations, (tokens) => firstLogs[tokens[0]]);
    const longer = Array.from(continuations.keys()).filter((i) => continuations[i].length > 1);
    const lengths = longer.map((i) => continuations[i].length - 1);
    for (const batch of batchesByLength({ lengths, tokensPerBatch, random: null })) {
      signal?.throwIfAborted();
      const chosen = Array.from(batch, (k) => longer[k]);
      const logs = logsAfterFirst(
        decoder,
        cache,
        chosen.map((i) => continuations[i]),
      );
      chosen.forEach((i, k) => {
        result[i] += logs[k];
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    return result;
  } finally {
    cache.dispose();
  }
}

/** The log-probabilities [vocabulary] of what comes first, and what continuations go on from. */
function readPrompt(
  decoder: GptDecoder,
  prompt: Int32Array,
): { firstLogs: Float32Array; cache: KeyValueCache } {
  const { states, cache } = decoder.advance({
    past: null,
    batch: batchTokens({ tokens: [prompt], padId: 0 }),
    keep: true,
  });
  const logs = tf.tidy(() => {
    const last = tf.slice(states, [prompt.length - 1, 0], [1, decoder.config.hidden]);
    return tf.logSoftmax(decoder.logitsOf(last));
  });
  const firstLogs = logs.dataSync() as Float32Array;
  states.dispose();
  logs.dispose();
  return { firstLogs, cache: cache as KeyValueCache };
}

/** Σ log p of each continuation's tokens from the second on; the last is predicted and never read. */
function logsAfterFirst(
  decoder: GptDecoder,
  past: KeyValueCache,
  continuations: readonly Int32Array[],
): Float64Array {
  const batch = batchTokens({ tokens: continuations.map((tokens) => tokens.subarray(0, -1)), padId: 0 });
  const rows = continuations.flatMap((tokens, text) =>
    Array.from({ length: tokens.length - 1 }, (_, i) => text * batch.width + i),
  );
  const targets = Int32Array.from(continuations.flatMap((tokens) => Array.from(tokens.subarray(1))));
  const { states } = decoder.advance({ past, batch, keep: false });
  const losses = tf.tidy(
    () =>
      nextTokenLosses({
        states: tf.gather(states, tf.tensor1d(rows, 'int32')),
        targets,
        words: decoder.weights.words.value<tf.Tensor2D>(),
        slopes: false,
      }).losses,
  );
  const values = losses.dataSync();
  states.dispose();
  losses.dispose();
  let at = 0;
  return Float64Array.from(continuations, (tokens) => {
    let sum = 0;
    for (let i = 1; i < tokens.length; i++) sum -= values[at++];
    return sum;
  });
}

function checkContinuations({ decoder, prompt, continuations }: ContinuationLikelihoodsOptions): void {
  const where = 'continuationLogLikelihoods';
  if (prompt.length === 0) throw new InputError(`${where}: expected tokens in the prompt, found none`);
  continuations.forEach((tokens, i) => {
    if (tokens.length === 0) throw new InputError(`${where}: continuation ${i}: expected tokens, found none`);
    checkTokens(where, tokens, decoder.config.vocabulary);
  });
}
