import { InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import { readItemTitles } from '../../models';
import { parseRankingDescription, rankingFormat } from '../../models/ranking/ranking-model-description';
import { parseModelDescription, ratingFormat } from '../../models/rating/model-description';
import type { SavedDescription } from '../../models/saved-model/description';
import { readModelFolder, savedFormat } from '../../models/saved-model/model-folder';

/** A saved model of ratings or rankings as plain numbers and words, whole and checked. */
export interface ModelContents {
  readonly task: 'rating' | 'ranking';
  readonly description: SavedDescription;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts of the items, for people; null where none were saved. */
  readonly titles: readonly string[] | null;
}

/**
 * Reads what `saveModel` or `saveRankingModel` wrote.
 * @throws InputError if there is none, it is damaged, was compressed already, or predicts clicks
 */
export async function readModelContents(folder: string): Promise<ModelContents> {
  const format = savedFormat(folder);
  if (format !== null && format !== ratingFormat && format !== rankingFormat) {
    throw new InputError(
      `${folder}: expected a saved model of format ${ratingFormat} or ${rankingFormat}, found "${format}"; models of clicks are not compressed yet`,
    );
  }
  const { path, description, tensors } = await readModelFolder<SavedDescription>({
    folder,
    parse: format === rankingFormat ? parseRankingDescription : parseModelDescription,
  });
  if (description.metadata.compression !== undefined) {
    throw new InputError(
      `${path}: expected a model as it was trained, found one that is compressed; give the folder that it was made from`,
    );
  }
  const titles = readItemTitles({ folder, items: description.vocabulary.items.length });
  return { task: format === rankingFormat ? 'ranking' : 'rating', description, tensors, titles };
}

/** Whether a tensor holds indices or counts, of which none may change. */
export const isIndices = (name: string): boolean => /^(history|graph)[/-]/.test(name);
