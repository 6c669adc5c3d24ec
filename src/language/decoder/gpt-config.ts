import { InputError } from '../../errors';
import {
  type ConfigFields,
  configFields,
  expectValue,
  expectWholeHeads,
  positiveInteger,
  readConfigJson,
  share,
} from '../config-fields';

/** What the config.json of a GPT-2 checkpoint says. */
export interface GptConfig {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward part. */
  readonly intermediate: number;
  /** Longest text in tokens, prompt and continuation together. */
  readonly positions: number;
  readonly layerNormEpsilon: number;
  /** Standard deviation of fresh weights. */
  readonly initializerRange: number;
  /** The token that ends a text; null where the model names none. */
  readonly endToken: number | null;
}

/** Two names of one formula, `geluTanh`. */
const activations: readonly unknown[] = ['gelu_new', 'gelu_pytorch_tanh'];

function expectArchitecture(path: string, fields: ConfigFields): void {
  if (fields.model_type !== 'gpt2') {
    throw new InputError(
      `${path}: expected model_type "gpt2", found ${JSON.stringify(fields.model_type)}; name a model of the GPT-2 family (gpt2, distilgpt2, ...)`,
    );
  }
  const activation = fields.activation_function ?? 'gelu_new';
  if (!activations.includes(activation)) {
    throw new InputError(
      `${path}: expected activation_function "gelu_new", found ${JSON.stringify(activation)}; this architecture is not supported`,
    );
  }
  expectValue(path, fields, 'scale_attn_weights', true);
  expectValue(path, fields, 'scale_attn_by_inverse_layer_idx', false);
  expectValue(path, fields, 'add_cross_attention', false);
  expectValue(path, fields, 'tie_word_embeddings', true);
}

/**
 * Checks the content of a config.json.
 * @param path names the file in errors
 * @throws InputError if it is no GPT-2, or a value cannot be
 */
export function parseGptConfig(path: string, json: unknown): GptConfig {
  const fields = configFields(path, json);
  expectArchitecture(path, fields);
  const hidden = positiveInteger(path, fields, 'n_embd');
  const inner = fields.n_inner ?? null;
  const end = fields.eos_token_id;
  const config: GptConfig = {
    vocabulary: positiveInteger(path, fields, 'vocab_size'),
    hidden,
    layers: positiveInteger(path, fields, 'n_layer'),
    heads: positiveInteger(path, fields, 'n_head'),
    intermediate: inner === null ? 4 * hidden : positiveInteger(path, fields, 'n_inner'),
    positions: positiveInteger(path, fields, 'n_positions'),
    layerNormEpsilon: share(path, fields, 'layer_norm_epsilon', 1e-5),
    initializerRange: share(path, fields, 'initializer_range', 0.02),
    endToken: Number.isSafeInteger(end) ? (end as number) : null,
  };
  expectWholeHeads(path, config);
  return config;
}

/** Reads and checks a config.json. @throws InputError as `parseGptConfig`, or if it cannot be read */
export function readGptConfig(path: string): GptConfig {
  return parseGptConfig(path, readConfigJson(path));
}
