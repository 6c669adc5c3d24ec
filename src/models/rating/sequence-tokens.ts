import type { TextTokenizer } from '../../language/tokenizer';
import { Parameter } from '../../tensor/parameter';
import type { StoredModel } from './stored-model';

/** Token numbers of all that a sequence of history and item is made of. */
export interface SequenceTokens {
  /** What opens a sequence, closes a part of it, and fills a batch's short rows. */
  readonly marks: { readonly start: number; readonly end: number; readonly pad: number };
  readonly liked: Int32Array;
  readonly disliked: Int32Array;
  /** One an item, without marks. */
  readonly items: readonly Int32Array[];
}

const names = { words: 'tokens/words', lengths: 'tokens/lengths', items: 'tokens/items' } as const;

/** @param options.itemTokens most tokens of an item's text, without marks */
export function tokenizeSequenceParts(options: {
  readonly tokenizer: TextTokenizer;
  readonly texts: readonly string[];
  readonly itemTokens: number;
}): SequenceTokens {
  const { tokenizer, texts, itemTokens } = options;
  const inner = (text: string) => tokenizer.encode([text], { maxTokens: itemTokens + 2 })[0];
  const [start, end] = inner('');
  return {
    marks: { start, end, pad: tokenizer.padId },
    liked: inner('liked').subarray(1, -1),
    disliked: inner('disliked').subarray(1, -1),
    items: texts.map((text) => inner(text).subarray(1, -1)),
  };
}

/** As constants of a model, so that a saved one needs neither texts nor tokenizer. */
export function packSequenceTokens({ marks, liked, disliked, items }: SequenceTokens): Parameter[] {
  const { start, end, pad } = marks;
  // Single precision holds every index below 2^24 exactly.
  const constant = (name: string, values: ArrayLike<number>) =>
    new Parameter({ name, shape: [values.length], values: Float32Array.from(values), trainable: false });
  return [
    constant(names.words, [start, end, pad, liked.length, ...liked, ...disliked]),
    constant(
      names.lengths,
      items.map(({ length }) => length),
    ),
    constant(
      names.items,
      items.flatMap((tokens) => [...tokens]),
    ),
  ];
}

/** What {@link packSequenceTokens} made, read from a saved model. @throws InputError where a tensor is missing */
export function unpackSequenceTokens(stored: StoredModel): SequenceTokens {
  const read = (name: string) => Int32Array.from(stored.tensor(name).values);
  const [start, end, pad, likedLength, ...words] = read(names.words);
  const all = read(names.items);
  let from = 0;
  const items = Array.from(read(names.lengths), (length) => {
    from += length;
    return all.subarray(from - length, from);
  });
  return {
    marks: { start, end, pad },
    liked: Int32Array.from(words.slice(0, likedLength)),
    disliked: Int32Array.from(words.slice(likedLength)),
    items,
  };
}
