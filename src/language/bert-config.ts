import { InputError } from '../errors';
import {
  configFields,
  expectValue,
  expectWholeHeads,
  positiveInteger,
  readConfigJson,
  share,
} from './config-fields';

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

/**
 * Checks the content of a config.json.
 * @param path names the file in errors
 * @throws InputError if it is no BERT or DistilBERT, or a value cannot be
 */
export function parseBertConfig(path: string, json: unknown): BertConfig {
  const values = configFields(path, json);
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
    layerNormEpsilon: share(path, values, 'layer_norm_eps', 1e-12),
    dropout: share(path, values, names.dropout, 0.1),
    attentionDropout: share(path, values, names.attentionDropout, 0.1),
    initializerRange: share(path, values, 'initializer_range', 0.02),
  };
  expectWholeHeads(path, config);
  return config;
}

/** Reads and checks a config.json. @throws InputError as `parseBertConfig`, or if it cannot be read */
export function readBertConfig(path: string): BertConfig {
  return parseBertConfig(path, readConfigJson(path));
}
