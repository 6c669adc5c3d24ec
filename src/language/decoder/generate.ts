import * as tf from '@tensorflow/tfjs-node';
import { checkOptions, InputError } from '../../errors';
import { batchTokens } from '../token-batch';
import type { GptDecoder } from './gpt-decoder';
import type { KeyValueCache } from './key-value-cache';

export interface GenerateOptions {
  decoder: GptDecoder;
  /** Token numbers. */
  prompt: Int32Array;
  /** Tokens to write at most. */
  maxTokens: number;
  /** Ends the text and is not given back; null writes on to maxTokens. */
  stopToken: number | null;
  /** Told each token as it is written. */
  onToken?: (token: number) => void;
  signal?: AbortSignal;
}

const generateOptions = ['decoder', 'prompt', 'maxTokens', 'stopToken', 'onToken', 'signal'];

/**
 * Goes on from the prompt with the likeliest token each time (greedy decoding; the lowest number among equals). The
 * prompt is read once, each token after it alone. The event loop runs between tokens.
 * @returns the tokens that were written
 * @throws InputError if the prompt is empty or the model cannot read prompt and maxTokens together
 */
export async function generate(options: GenerateOptions): Promise<Int32Array> {
  checkOptions('generate', options, generateOptions);
  const { decoder, prompt, maxTokens, stopToken, onToken, signal } = options;
  checkRoom(options);
  const written: number[] = [];
  let past: KeyValueCache | null = null;
  let unread = prompt;
  try {
    while (written.length < maxTokens) {
      signal?.throwIfAborted();
      const step = nextToken(decoder, past, unread);
      past?.dispose();
      past = step.cache;
      if (step.token === stopToken) break;
      written.push(step.token);
      onToken?.(step.token);
      unread = Int32Array.of(step.token);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    past?.dispose();
  }
  return Int32Array.from(written);
}

function nextToken(
  decoder: GptDecoder,
  past: KeyValueCache | null,
  unread: Int32Array,
): { token: number; cache: KeyValueCache | null } {
  const { states, cache } = decoder.advance({
    past,
    batch: batchTokens({ tokens: [unread], padId: 0 }),
    keep: true,
  });
  const best = tf.tidy(() => {
    const [rows, hidden] = states.shape;
    return tf.argMax(decoder.logitsOf(tf.slice(states, [rows - 1, 0], [1, hidden])), 1);
  });
  states.dispose();
  const token = best.dataSync()[0];
  best.dispose();
  return { token, cache };
}

function checkRoom({ decoder, prompt, maxTokens }: GenerateOptions): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw new RangeError(`generate: maxTokens must be a whole number >= 1, found ${maxTokens}`);
  }
  if (prompt.length === 0) throw new InputError('generate: expected tokens in the prompt, found none');
  const { positions } = decoder.config;
  // The last token is written and never read.
  if (prompt.length + maxTokens - 1 <= positions) return;
  throw new InputError(
    `generate: the model reads ${positions} tokens at most, found a prompt of ${prompt.length} and maxTokens ${maxTokens}; shorten one of them`,
  );
}
