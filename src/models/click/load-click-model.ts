import { checkOptions } from '../../errors';
import { readModelFolder } from '../saved-model/model-folder';
import type { ClickModel } from './click-model';
import { type ClickModelDescription, parseClickDescription } from './click-model-description';
import { clickModelKinds } from './click-model-kinds';
import { StoredClickModel } from './stored-click-model';

export interface LoadedClickModel {
  readonly model: ClickModel;
  readonly description: ClickModelDescription;
}

/**
 * Reads a model that `saveClickModel` wrote: the same logits, bit for bit. The caller disposes the model.
 * @throws InputError if the folder is missing, damaged, of another format or not as it was saved
 */
export async function loadClickModel(options: { readonly folder: string }): Promise<LoadedClickModel> {
  checkOptions('loadClickModel', options, ['folder']);
  const { folder } = options;
  const { path, description, tensors } = await readModelFolder({ folder, parse: parseClickDescription });
  const stored = new StoredClickModel(path, description.config, tensors);
  const model = clickModelKinds[description.kind](stored);
  try {
    stored.restore(model.parameters);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, description };
}
