import { checkOptions, InputError } from '../../errors';
import type { Vocabulary } from '../saved-model/description';
import { readModelFolder } from '../saved-model/model-folder';
import { type ModelDescription, parseModelDescription } from './model-description';
import { modelKinds } from './model-kinds';
import type { RatingModel } from './rating-model';
import { StoredModel } from './stored-model';

export interface LoadedModel {
  model: RatingModel;
  vocabulary: Vocabulary;
  levels: readonly number[];
  metadata: Readonly<Record<string, unknown>>;
  description: ModelDescription;
}

/**
 * Reads a model that `saveModel` wrote: the same logits, bit for bit. The caller disposes the model.
 * @throws InputError if the folder is missing, damaged, of another format or not as it was saved
 */
export async function loadModel(options: { folder: string }): Promise<LoadedModel> {
  checkOptions('loadModel', options, ['folder']);
  const { folder } = options;
  const { path, description, tensors } = await readModelFolder({ folder, parse: parseModelDescription });
  const { kind, config, levels, vocabulary, metadata } = description;
  const stored = new StoredModel(path, levels.length, config, tensors);
  for (const side of ['users', 'items'] as const) {
    if (stored.number(side) === vocabulary[side].length) continue;
    throw new InputError(
      `${path}: expected ${stored.number(side)} ids in vocabulary.${side}, found ${vocabulary[side].length}`,
    );
  }
  const model = modelKinds[kind](stored);
  try {
    stored.restore(model.parameters);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, vocabulary, levels, metadata, description };
}
