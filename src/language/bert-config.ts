import { readFileSync } from 'node:fs';
import { InputError } from '../errors';

/** What a checkpoint's config.json says, under one set of names for BERT and DistilBERT. */
export interface BertConfig {
  readonly kind: 'bert' | 'distilbert';
  readonly vocabulary: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of the feed-forward part. */
  readonly intermediate: number;
  /** Longest text in tokens. */
  readonly positions: number;
  /** Number of token types; 0 where the model has none. */
  readonly tokenTypes: number;
  readonly layerNormEpsilon: number;
  /** Probability in training, of hidden states. */
  readonly dropout: number;
  /** Probability in training, of attention weights. */
  readonly attentionDropout: number;
  /** Standard deviation of fresh weights. */
  readonly initializerRange: number;
}

/** Names of the same thing in config.json, by kind of model. */
const fields = {
  bert: {
    hidden: 'hidden_size',
    layers: 'num_hidden_layers',
    heads: 'num_attention_heads',
    intermediate: 'intermediate_size',
    activation: 'hidden_act',
    dropout: 'hidden_dropout_prob',
    attentionDropout: 'attention_probs_dropout_prob',
  },
  distilbert: {
    hidden: 'dim',
    layers: 'n_layers',
    heads: 'n_heads',
    intermediate: 'hidden_dim',
    activation: 'activation',
    dropout: 'dropout',
    attentionDropout: 'attention_dropout',
  },
} as const;

type Json = Record<string, unknown>;

function positiveInteger(path: string, json: Json, name: string): number {
  const value = json[name];
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new InputError(
    `${path}: expected ${name} to be a whole number above 0, found ${JSON.stringify(value)}`,
  );
}

function number(path: string, json: Json, name: string, whenAbsent: number): number {
  const value = json[name] ?? whenAbsent;
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new InputError(`${path}: expected ${name} to be a number in [0, 1), found ${JSON.stringify(value)}`);
}

function expectValue(path: string, json: Json, name: string, expected: string): void {
  const value = json[name] ?? expected;
  if (value === expected) return;
  throw new InputError(
    `${path}: expected ${name} "${expected}", found ${JSON.stringify(value)}; this architecture is not supported`,
  );
}

/**
 * Checks the content of a config.json.
 * @param path names the file in errors
 * @throws InputError if it is no BERT or DistilBERT, or a value cannot be
 */
export function parseBertConfig(path: string, json: unknown): BertConfig {
  if (typeof json !== 'object' || json === null)
    throw new InputError(`${path}: expected an object, found ${json}`);
  const values = json as Json;
  const kind = values.model_type;
  if (kind !== 'bert' && kind !== 'distilbert') {
    throw new InputError(
      `${path}: expected model_type "bert" or "distilbert", found ${JSON.stringify(kind)}; name another model`,
    );
  }
  const names = fields[kind];
  expectValue(path, values, names.activation, 'gelu');
  if (kind === 'bert') expectValue(path, values, 'position_embedding_type', 'absolute');
  const config: BertConfig = {
    kind,
    vocabulary: positiveInteger(path, values, 'vocab_size'),
    hidden: positiveInteger(path, values, names.hidden),
    layers: positiveInteger(path, values, names.layers),
    heads: positiveInteger(path, values, names.heads),
    intermediate: positiveInteger(path, values, names.intermediate),
    positions: positiveInteger(path, values, 'max_position_embeddings'),
    tokenTypes: kind === 'bert' ? positiveInteger(path, values, 'type_vocab_size') : 0,
    layerNormEpsilon: number(path, values, 'layer_norm_eps', 1e-12),
    dropout: number(path, values, names.dropout, 0.1),
    attentionDropout: number(path, values, names.attentionDropout, 0.1),
    initializerRange: number(path, values, 'initializer_range', 0.02),
  };
  if (config.hidden % config.heads !== 0) {
    throw new InputError(`${path}: ${config.hidden} hidden units do not divide among ${config.heads} heads`);
  }
  return config;
}

/** Reads and checks a config.json. @throws InputError as `parseBertConfig`, or if it cannot be read */
export function readBertConfig(path: string): BertConfig {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a readable config.json, found: ${reason}`);
  }
  return parseBertConfig(path, json);
}
