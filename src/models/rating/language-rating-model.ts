import * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import type { BertEncoder } from '../../language/bert-encoder';
import { TokenizedTexts } from '../../language/tokenized-texts';
import type { TextTokenizer } from '../../language/tokenizer';
import type { Random } from '../../random';
import type { TextRatingModel } from './text-rating-model';

export interface LanguageRatingOptions {
  encoder: BertEncoder;
  tokenizer: TextTokenizer;
  /** One an item. */
  texts: readonly string[];
  /** Longer texts are cut. */
  maxTokens: number;
  /** Built with a text table of the encoder's width; its content is replaced by the encoder's. */
  head: TextRatingModel;
}

/**
 * The encoder and the head as one model. Each item's text goes through the encoder once for all its ratings; between
 * the encoder's steps the head reads a table that is encoded anew when it is out of date.
 */
export class LanguageRatingModel {
  readonly head: TextRatingModel;
  /** Tokens of each item's text. */
  readonly lengths: Int32Array;
  private readonly encoder: BertEncoder;
  private readonly texts: TokenizedTexts;
  private isTableCurrent = false;

  /** @throws InputError if the head has no text table, or one of another size */
  constructor({ encoder, tokenizer, texts, maxTokens, head }: LanguageRatingOptions) {
    const table = head.constants.find((constant) => constant.name === 'item-text');
    const expected = [texts.length, encoder.width];
    if (String(table?.shape) !== String(expected)) {
      throw new InputError(
        `LanguageRatingModel: expected a head with an item text table [${expected}], found ${table ? `[${table.shape}]` : 'none'}; build it with itemText of this encoder`,
      );
    }
    this.encoder = encoder;
    this.head = head;
    this.texts = new TokenizedTexts({ tokenizer, texts, maxTokens });
    this.lengths = this.texts.lengths;
  }

  /**
   * Logits of pairs whose items are all among `items`, through the encoder; it is about to be trained, so that the
   * table falls out of date.
   * @returns [pairs, classes]
   */
  forwardBlock(options: { pairs: PairBatch; items: Int32Array; random: Random }): tf.Tensor2D {
    const { pairs, items, random } = options;
    this.isTableCurrent = false;
    const vectors = this.encoder.embed({ batch: this.texts.batchOf(items), training: true, random }); // [items, width]
    const place = new Map(Array.from(items, (item, row) => [item, row]));
    const rows = pairs.items.map((item) => place.get(item) as number);
    const itemText = tf.gather(vectors, tf.tensor1d(rows, 'int32')); // [pairs, width]
    return this.head.forwardWithText({ pairs, training: true, random, itemText }).logits;
  }

  /** The weights may have changed since the table was encoded, as when the best ones are put back. */
  markTableOutdated(): void {
    this.isTableCurrent = false;
  }

  /** Encodes all items' texts into the head's table, unless it is current. Not within a differentiation. */
  refreshTable(): void {
    if (this.isTableCurrent) return;
    this.head.setItemText(this.texts.encodeTable(this.encoder));
    this.isTableCurrent = true;
  }
}
