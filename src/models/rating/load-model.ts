import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { sha256File } from '../../files/hash';
import { readSafetensors, type StoredTensor } from '../../files/safetensors';
import {
  descriptionFile,
  type ModelDescription,
  parseModelDescription,
  type Vocabulary,
  weightsFile,
} from './model-description';
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

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a saved model, found: ${reason}`);
  }
}

async function readWeights(path: string, sha256: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const { tensors } = readSafetensors(path);
  const found = await sha256File(path);
  if (found === sha256) return tensors;
  throw new InputError(
    `${path}: expected weights with sha256 ${sha256} as ${descriptionFile} says, found ${found}; the folder is damaged or was saved in part, so save the model again`,
  );
}

/** Overwrites the fresh weights. @throws InputError where a tensor is missing or of another shape */
function restoreWeights(model: RatingModel, stored: StoredModel): void {
  for (const parameter of model.parameters) {
    const { shape, values } = stored.tensor(parameter.name);
    if (String(shape) !== String(parameter.shape)) {
      throw new InputError(
        `${stored.path}: expected tensor "${parameter.name}" of shape [${parameter.shape}], found [${shape}]`,
      );
    }
    parameter.assign(values);
  }
}

/**
 * Reads a model that `saveModel` wrote: the same logits, bit for bit. The caller disposes the model.
 * @throws InputError if the folder is missing, damaged, of another format or not as it was saved
 */
export async function loadModel(options: { folder: string }): Promise<LoadedModel> {
  checkOptions('loadModel', options, ['folder']);
  const path = join(options.folder, descriptionFile);
  const description = parseModelDescription(path, readText(path));
  const { kind, config, levels, vocabulary, metadata, weightsSha256 } = description;
  const weightsPath = join(options.folder, weightsFile);
  const tensors = await readWeights(weightsPath, weightsSha256);
  const stored = new StoredModel(path, levels.length, config, tensors);
  for (const side of ['users', 'items'] as const) {
    if (stored.number(side) === vocabulary[side].length) continue;
    throw new InputError(
      `${path}: expected ${stored.number(side)} ids in vocabulary.${side}, found ${vocabulary[side].length}`,
    );
  }
  const model = modelKinds[kind](stored);
  try {
    restoreWeights(model, stored);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, vocabulary, levels, metadata, description };
}
