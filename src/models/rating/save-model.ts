import { checkOptions, InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import type { Vocabulary } from '../saved-model/description';
import { writeModelFolder } from '../saved-model/model-folder';
import { type ModelDescription, ratingFormat } from './model-description';
import { isRatingModelKind, modelKinds } from './model-kinds';
import type { RatingModel } from './rating-model';
import { historyNames } from './stored-model';

export interface SaveModelOptions {
  /** Made where missing; a model that lies there is replaced. */
  folder: string;
  model: RatingModel;
  /** The external ids, in the order of the model's rows. */
  vocabulary: Vocabulary;
  /** The rating of each logit, ascending. */
  levels: readonly number[];
  /** Plain JSON to keep with it: temperature, alpha, hash of the data, metrics. */
  metadata: Readonly<Record<string, unknown>>;
}

/** @throws InputError where vocabulary and levels do not fit the model */
function checkFit({ model, vocabulary, levels }: SaveModelOptions): void {
  const expectations: [string, number, unknown][] = [
    ['levels', levels.length, model.classes],
    ['vocabulary.users', vocabulary.users.length, model.config.users],
    ['vocabulary.items', vocabulary.items.length, model.config.items],
  ];
  for (const [name, found, expected] of expectations) {
    if (found === expected) continue;
    throw new InputError(
      `saveModel: the model wants ${expected} ${name}, found ${found}; was it built for another data set?`,
    );
  }
}

function historyOf({ history }: RatingModel): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  if (!history) return tensors;
  for (const field of ['users', 'items', 'ratings'] as const) {
    // Single precision holds every index below 2^24 exactly.
    const values = Float32Array.from(history[field]);
    tensors.set(historyNames[field], { shape: [values.length], values });
  }
  return tensors;
}

/**
 * Writes a model as a folder: model.safetensors (weights, feature and text tables, history) and model.json (kind,
 * config, vocabulary, levels, versions, the weights' sha256, metadata). The description is written last and names the
 * weights by their hash, so that a save cut in half is refused by `loadModel` and never read as another model.
 * @throws InputError if the kind is unknown, or vocabulary or levels do not fit the model
 */
export async function saveModel(options: SaveModelOptions): Promise<ModelDescription> {
  checkOptions('saveModel', options, ['folder', 'model', 'vocabulary', 'levels', 'metadata']);
  const { folder, model, vocabulary, levels, metadata } = options;
  const { kind } = model;
  if (!isRatingModelKind(kind)) {
    throw new InputError(
      `saveModel: expected a model of kind ${Object.keys(modelKinds).join(', ')}, found "${kind}"`,
    );
  }
  checkFit(options);
  return writeModelFolder({
    ...{ folder, format: ratingFormat, kind, model, vocabulary, metadata },
    tensors: historyOf(model),
    fields: { levels },
  });
}
