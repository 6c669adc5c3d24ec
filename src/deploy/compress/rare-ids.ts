import { InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import type { ModelContents } from './model-contents';

/** Tensors with a row an item, by the kinds whose other tensors know no items. */
const itemTensors: Readonly<Record<string, readonly string[]>> = {
  'matrix-factorization': ['items'],
  linear: ['item-ids', 'item-features'],
  'feed-forward': ['item-ids', 'item-features'],
  'matrix-factorization-ranking': ['item-ids', 'item-bias', 'item-text'],
  'self-attentive': ['item-ids', 'item-bias', 'item-text'],
  'mean-of-history': ['item-ids', 'item-bias', 'item-text'],
  'masked-item': ['item-ids', 'item-bias', 'item-text'],
  gru: ['item-ids', 'item-bias', 'item-text'],
  'mult-vae': ['encoder', 'item-ids', 'item-bias'],
};

/** Some rows of a tensor, in their order. */
export function keepRows({ shape, values }: StoredTensor, rows: Int32Array): StoredTensor {
  const width = values.length / shape[0];
  const kept = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    kept.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { shape: [rows.length, ...shape.slice(1)], values: kept };
}

/**
 * The model without the items that were taken fewer than `fewest` times: their rows, their ids, their places in the
 * histories. A student is asked about them as about any item that it does not know.
 * @param options.counts interactions in training, [items]
 * @throws InputError where the kind ties items to other tensors, items share rows, or nothing would be left
 */
export function withoutRareItems(
  contents: ModelContents,
  options: { readonly counts: ArrayLike<number>; readonly fewest: number },
): ModelContents {
  const { description, tensors, titles } = contents;
  const { counts, fewest } = options;
  const own = itemTensors[description.kind];
  const { config, vocabulary } = description;
  if (own === undefined || config.idRows !== undefined) {
    const found = own === undefined ? description.kind : 'a table that items share';
    throw new InputError(
      `rare-ids: expected a model of kind ${Object.keys(itemTensors).join(', ')} with a row an item, found ${found}`,
    );
  }
  const kept = Int32Array.from(vocabulary.items.keys()).filter((item) => counts[item] >= fewest);
  if (kept.length === 0)
    throw new InputError(`rare-ids:${fewest}: expected items with so many interactions, found none`);
  const rest = new Map(tensors);
  for (const name of own) {
    const tensor = tensors.get(name);
    if (tensor !== undefined) rest.set(name, keepRows(tensor, kept));
  }
  for (const [name, tensor] of historiesWithout(tensors, kept)) rest.set(name, tensor);
  const items = Array.from(kept, (item) => vocabulary.items[item]);
  const trained = own.filter((name) => !/-(text|features)$/.test(name));
  const removed = trained.reduce((sum, name) => sum + sizeOf(tensors.get(name)) - sizeOf(rest.get(name)), 0);
  return {
    ...contents,
    tensors: rest,
    titles: titles && Array.from(kept, (item) => titles[item]),
    description: {
      ...description,
      config: { ...config, items: items.length },
      weights: description.weights - removed,
      vocabulary: { ...vocabulary, items },
    },
  };
}

const sizeOf = (tensor: StoredTensor | undefined) => tensor?.values.length ?? 0;

function historiesWithout(
  tensors: ReadonlyMap<string, StoredTensor>,
  kept: Int32Array,
): [string, StoredTensor][] {
  const [items, lengths] = [tensors.get('history/items'), tensors.get('history/lengths')];
  if (items === undefined || lengths === undefined) return [];
  const newIndex = new Map(Array.from(kept, (item, i) => [item, i]));
  let at = 0;
  const taken: number[] = [];
  const left = lengths.values.map((length) => {
    const own = Array.from(items.values.subarray(at, at + length)).flatMap(
      (item) => newIndex.get(item) ?? [],
    );
    at += length;
    taken.push(...own);
    return own.length;
  });
  return [
    ['history/items', { shape: [taken.length], values: Float32Array.from(taken) }],
    ['history/lengths', { shape: lengths.shape, values: left }],
  ];
}
