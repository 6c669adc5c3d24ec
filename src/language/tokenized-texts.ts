import type { BertEncoder } from './bert-encoder';
import { batchesByLength, batchTokens, type TokenBatch } from './token-batch';
import type { TextTokenizer } from './tokenizer';

/** Tokens computed at once when the table is encoded; the vectors do not depend on it. */
const tokensPerBatch = 2048;

/** Texts that are encoded again and again while their encoder is trained: tokenised once. */
export class TokenizedTexts {
  /** Tokens of each text, marks included. */
  readonly lengths: Int32Array;
  private readonly tokens: readonly Int32Array[];
  private readonly padId: number;

  /** @param options.maxTokens longer texts are cut */
  constructor(options: { tokenizer: TextTokenizer; texts: readonly string[]; maxTokens: number }) {
    const { tokenizer, texts, maxTokens } = options;
    this.tokens = tokenizer.encode(texts, { maxTokens });
    this.lengths = Int32Array.from(this.tokens, (row) => row.length);
    this.padId = tokenizer.padId;
  }

  /** @param rows numbers of texts */
  batchOf(rows: Int32Array): TokenBatch {
    return batchTokens({ tokens: Array.from(rows, (row) => this.tokens[row]), padId: this.padId });
  }

  /**
   * All texts through the encoder as it is now, in inference mode. Not within a differentiation.
   * @returns [texts, width], row-major, not normalised
   */
  encodeTable(encoder: BertEncoder): Float32Array {
    const { width } = encoder;
    const table = new Float32Array(this.tokens.length * width);
    for (const rows of batchesByLength({ lengths: this.lengths, tokensPerBatch, random: null })) {
      const embedded = encoder.embed({ batch: this.batchOf(rows), training: false, random: null });
      const vectors = embedded.dataSync();
      embedded.dispose();
      rows.forEach((row, i) => {
        table.set(vectors.subarray(i * width, (i + 1) * width), row * width);
      });
    }
    return table;
  }
}
