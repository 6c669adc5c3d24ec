import type { ClickEncoding } from '../../data/click/click-encoding';
import type { ClickField } from '../../data/click/click-table';
import { fieldsOf } from '../../data/click/encode-rows';
import { checkOptions, InputError } from '../../errors';
import { writeModelFolder } from '../saved-model/model-folder';
import type { ClickModel } from './click-model';
import { type ClickModelDescription, clickFormat } from './click-model-description';
import { clickModelKinds, isClickModelKind } from './click-model-kinds';

export interface SaveClickModelOptions {
  /** Made where missing; a model that lies there is replaced. */
  readonly folder: string;
  readonly model: ClickModel;
  /** How a raw row becomes ids and numbers; whoever serves the model encodes by it. Null where its rows come encoded. */
  readonly encoding: ClickEncoding | null;
  /** Plain JSON to keep with it: temperature, alpha, hash of the data, metrics. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The ids of a click model are hashes or ranks, which its encoding explains: there are no users and items to name. */
const vocabulary = { users: [], items: [] };

/**
 * Writes a click model as a folder, in the format and with the guarantees of `saveModel`: model.safetensors (weights)
 * and model.json, which is written last and names the weights by their hash.
 * @throws InputError if the kind is unknown, or the encoding is that of other fields
 */
export async function saveClickModel(options: SaveClickModelOptions): Promise<ClickModelDescription> {
  checkOptions('saveClickModel', options, ['folder', 'model', 'encoding', 'metadata']);
  const { folder, model, encoding, metadata } = options;
  const { kind } = model;
  if (!isClickModelKind(kind)) {
    throw new InputError(
      `saveClickModel: expected a model of kind ${Object.keys(clickModelKinds).join(', ')}, found "${kind}"`,
    );
  }
  checkFit(options);
  return writeModelFolder({
    ...{ folder, format: clickFormat, kind, model, vocabulary, metadata },
    tensors: new Map(),
    fields: { encoding },
  });
}

/** "name (kind, size)" of each. */
function listOf(fields: readonly ClickField[]): string {
  return fields.map(({ name, kind, size }) => `${name} (${kind}, ${size})`).join(', ');
}

function checkFit({ model, encoding }: SaveClickModelOptions): void {
  if (encoding === null) return;
  const expected = listOf(model.config.fields as readonly ClickField[]);
  const found = listOf(fieldsOf(encoding));
  if (found === expected) return;
  throw new InputError(
    `saveClickModel: the model reads the fields ${expected}; the encoding gives ${found}; was the model built for another table?`,
  );
}
