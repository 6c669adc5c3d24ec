import * as tf from '@tensorflow/tfjs-node';
import { InputError } from '../../errors';
import type { BertEncoder } from '../../language/bert-encoder';
import { batchesByLength, batchTokens } from '../../language/token-batch';
import type { Random } from '../../random';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import { HistoryTokens, type HistoryTokensOptions } from './history-tokens';
import { logShares } from './log-shares';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';

export interface CrossEncoderOptions extends HistoryTokensOptions {
  /** Stays the caller's: `dispose` leaves it alone. */
  encoder: BertEncoder;
  frequencies: ArrayLike<number>;
  random: Random;
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
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly encoder: BertEncoder;
  private readonly sequences: HistoryTokens;
  private readonly padId: number;
  private readonly weights: Parameter;
  private readonly bias: Parameter;

  /** @throws InputError if a sequence would be longer than the encoder reads */
  constructor(options: CrossEncoderOptions) {
    const { encoder, tokenizer, texts, users, historyItems, itemTokens, frequencies, random } = options;
    this.sequences = new HistoryTokens(options);
    if (this.sequences.longest > encoder.config.positions) {
      throw new InputError(
        `CrossEncoder: the encoder reads ${encoder.config.positions} tokens, a sequence may have ${this.sequences.longest}; lower historyItems (${historyItems}) or itemTokens (${itemTokens})`,
      );
    }
    this.encoder = encoder;
    this.padId = tokenizer.padId;
    this.classes = frequencies.length;
    this.config = { users, items: texts.length, historyItems, itemTokens };
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
    this.weights.dispose();
    this.bias.dispose();
  }
}
