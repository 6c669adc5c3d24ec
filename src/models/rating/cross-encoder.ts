import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { BertEncoder } from '../../language/bert-encoder';
import { batchesByLength, batchTokens } from '../../language/token-batch';
import type { TextTokenizer } from '../../language/tokenizer';
import type { Random } from '../../random';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import type { RatedPairs } from './history';
import { HistoryTokens } from './history-tokens';
import { logShares } from './log-shares';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';
import { packSequenceTokens, type SequenceTokens, tokenizeSequenceParts } from './sequence-tokens';

interface CrossEncoderParts {
  users: number;
  /** The training ratings. */
  history: RatedPairs;
  /** How many of a user's ratings a sequence tells: half of them the best, half the worst. */
  historyItems: number;
  frequencies: ArrayLike<number>;
  random: Random;
}

export interface CrossEncoderOptions extends CrossEncoderParts {
  /** Stays the caller's: `dispose` leaves it alone. */
  encoder: BertEncoder;
  tokenizer: TextTokenizer;
  /** One an item. */
  texts: readonly string[];
  /** Most tokens of an item's text, without marks. */
  itemTokens: number;
}

/** What a saved one is made of. */
export interface StoredCrossEncoder extends CrossEncoderParts {
  /** Becomes the model's: `dispose` disposes it. */
  ownEncoder: BertEncoder;
  tokens: SequenceTokens;
}

/** Tokens computed at once in inference; the logits do not depend on it. */
const tokensPerBatch = 4096;

/**
 * A teacher that reads a user's history and an item's text in one sequence:
 *   z = W · mean over tokens of BERT([CLS] history [SEP] item [SEP]) + b
 * Every pair is a sequence of its own, so that it costs a thousand times what the text table costs: for small sets.
 * @see Nogueira & Cho 2019, arXiv:1901.04085
 */
export class CrossEncoder implements RatingModel {
  readonly kind = 'cross-encoder';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly history: RatedPairs;
  private readonly encoder: BertEncoder;
  private readonly ownsEncoder: boolean;
  private readonly sequences: HistoryTokens;
  private readonly padId: number;
  private readonly weights: Parameter;
  private readonly bias: Parameter;

  /** @throws InputError if a sequence would be longer than the encoder reads */
  constructor(options: CrossEncoderOptions | StoredCrossEncoder) {
    const { users, history, historyItems, frequencies, random } = options;
    const tokens = 'tokens' in options ? options.tokens : tokenizeSequenceParts(options);
    this.ownsEncoder = 'ownEncoder' in options;
    const encoder = 'ownEncoder' in options ? options.ownEncoder : options.encoder;
    this.sequences = new HistoryTokens({ tokens, users, history, historyItems });
    if (this.sequences.longest > encoder.config.positions) {
      throw new InputError(
        `CrossEncoder: the encoder reads ${encoder.config.positions} tokens, a sequence may have ${this.sequences.longest}; lower historyItems (${historyItems}) or itemTokens`,
      );
    }
    this.encoder = encoder;
    this.history = history;
    this.padId = tokens.marks.pad;
    this.classes = frequencies.length;
    this.config = { users, items: tokens.items.length, historyItems, encoder: { ...encoder.config } };
    this.constants = packSequenceTokens(tokens);
    this.weights = new Parameter({
      name: 'out/weights',
      shape: [encoder.width, this.classes],
      values: random.normals(encoder.width * this.classes, 0.02),
    });
    this.bias = new Parameter({
      name: 'out/bias',
      shape: [this.classes],
      values: logShares(frequencies),
      decays: false,
    });
    this.parameters = [...encoder.parameters, this.weights, this.bias];
  }

  forward({ pairs, training, random }: ForwardOptions): ForwardResult {
    const tokens = Array.from(pairs.users, (user, k) => this.sequences.of(user, pairs.items[k]));
    const hidden = training
      ? this.encoder.embed({ batch: batchTokens({ tokens, padId: this.padId }), training, random })
      : this.embedAll(tokens);
    const logits = linear({
      x: hidden,
      weights: this.weights.value<tf.Tensor2D>(),
      bias: this.bias.value<tf.Tensor1D>(),
    });
    return { logits, hidden };
  }

  /** In parts of like length: thousands of sequences at once would not fit into memory. */
  private embedAll(tokens: readonly Int32Array[]): tf.Tensor2D {
    const lengths = tokens.map((row) => row.length);
    const parts = batchesByLength({ lengths, tokensPerBatch, random: null });
    const vectors = parts.map((part) => {
      const batch = batchTokens({ tokens: Array.from(part, (k) => tokens[k]), padId: this.padId });
      return this.encoder.embed({ batch, training: false, random: null });
    });
    const place = new Int32Array(tokens.length);
    parts
      .flatMap((part) => [...part])
      .forEach((k, at) => {
        place[k] = at;
      });
    return tf.gather(tf.concat(vectors), tf.tensor1d(place, 'int32')) as tf.Tensor2D; // [pairs, width]
  }

  dispose(): void {
    for (const parameter of [this.weights, this.bias, ...this.constants]) parameter.dispose();
    if (this.ownsEncoder) this.encoder.dispose();
  }
}
