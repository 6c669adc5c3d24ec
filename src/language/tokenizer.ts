import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../errors';
import { sha256 } from '../files/hash';

/** What is used of @huggingface/tokenizers, whose own types older TypeScript resolution cannot follow. */
interface WordPieces {
  encode(text: string): { ids: number[] };
  decode(
    ids: number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
  token_to_id(token: string): number | undefined;
}

/** What fills short rows: BERT has a token for it; GPT-2 has none, and no real token looks at what comes after it. */
const fillers = ['[PAD]', '<|endoftext|>'];

/** Turns texts into token numbers as the language model was trained on them. */
export class TextTokenizer {
  /** The number that fills short rows of a batch; the mask hides it. */
  readonly padId: number;
  /** sha256 over tokenizer.json, for cache keys. */
  readonly hash: string;
  private readonly tokenizer: WordPieces;

  constructor(tokenizer: WordPieces, hash: string, where: string) {
    this.tokenizer = tokenizer;
    this.hash = hash;
    const padId = fillers.map((token) => tokenizer.token_to_id(token)).find((id) => id !== undefined);
    if (padId === undefined) {
      throw new InputError(
        `${where}: expected a token ${fillers.join(' or ')}, found none; only BERT and GPT-2 tokenizers are known`,
      );
    }
    this.padId = padId;
  }

  /**
   * Token numbers of each text, with the model's marks ([CLS] … [SEP] of BERT, none of GPT-2); a longer text is cut at
   * its end.
   * @param options.maxTokens most tokens a text, marks included
   * @throws RangeError if maxTokens leaves no room for a token between the marks
   */
  encode(texts: readonly string[], options: { maxTokens: number }): Int32Array[] {
    checkOptions('TextTokenizer.encode', options, ['maxTokens']);
    const marks = this.tokenizer.encode('').ids.length;
    if (!Number.isInteger(options.maxTokens) || options.maxTokens <= marks) {
      throw new RangeError(`TextTokenizer.encode: maxTokens must be > ${marks}, found ${options.maxTokens}`);
    }
    return texts.map((text) => cut(this.tokenizer.encode(text).ids, options.maxTokens, marks > 0));
  }

  /** The text that the tokens stand for, marks left out; bytes that are no whole character become U+FFFD. */
  decode(tokens: ArrayLike<number>): string {
    if (tokens.length === 0) return '';
    return this.tokenizer.decode(Array.from(tokens), {
      skip_special_tokens: true,
      clean_up_tokenization_spaces: false,
    });
  }
}

/** BERT's template ends with one [SEP], which stays when the text before it is cut. */
function cut(ids: readonly number[], maxTokens: number, hasMarks: boolean): Int32Array {
  if (ids.length <= maxTokens) return Int32Array.from(ids);
  const kept = Int32Array.from(ids.slice(0, maxTokens));
  if (hasMarks) kept[maxTokens - 1] = ids[ids.length - 1];
  return kept;
}

function readJson(path: string): { text: string; value: object } {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, value: JSON.parse(text) as object };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a readable JSON file of the model, found: ${reason}`);
  }
}

/**
 * The tokenizer of a model folder, from its tokenizer.json.
 * @throws InputError if a file is missing, damaged or no tokenizer of BERT or GPT-2
 */
export async function loadTokenizer(options: { folder: string }): Promise<TextTokenizer> {
  checkOptions('loadTokenizer', options, ['folder']);
  const path = join(options.folder, 'tokenizer.json');
  const { text, value } = readJson(path);
  const { Tokenizer } = await import('@huggingface/tokenizers');
  let tokenizer: WordPieces;
  try {
    // Everything that changes token numbers stands in tokenizer.json; the second file only names marks.
    tokenizer = new Tokenizer(value, {});
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a tokenizer, found: ${reason}`);
  }
  return new TextTokenizer(tokenizer, sha256(text), path);
}
