import { InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import { readItemTitles } from '../../models';
import { clickFormat, parseClickDescription } from '../../models/click/click-model-description';
import { parseRankingDescription, rankingFormat } from '../../models/ranking/ranking-model-description';
import { parseModelDescription, ratingFormat } from '../../models/rating/model-description';
import type { SavedDescription } from '../../models/saved-model/description';
import { readModelFolder, savedFormat } from '../../models/saved-model/model-folder';
import type { StudentTask } from '../../student';

type Parse = (path: string, text: string) => SavedDescription;

const formats = new Map<string, { readonly task: StudentTask; readonly parse: Parse }>([
  [ratingFormat, { task: 'rating', parse: parseModelDescription }],
  [rankingFormat, { task: 'ranking', parse: parseRankingDescription }],
  [clickFormat, { task: 'click', parse: parseClickDescription }],
]);

/** A saved model as plain numbers and words, whole and checked. */
export interface ModelContents {
  readonly task: StudentTask;
  readonly description: SavedDescription;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Texts of the items, for people; null where none were saved. */
  readonly titles: readonly string[] | null;
}

/**
 * Reads what `saveModel`, `saveRankingModel` or `saveClickModel` wrote.
 * @throws InputError if there is none, it is damaged, or was compressed already
 */
export async function readModelContents(folder: string): Promise<ModelContents> {
  const format = savedFormat(folder);
  // Where there is no format, reading it as ratings says what is amiss.
  const known = formats.get(format ?? ratingFormat);
  if (known === undefined) {
    throw new InputError(
      `${folder}: expected a saved model of format ${[...formats.keys()].join(', ')}, found "${format}"`,
    );
  }
  const { path, description, tensors } = await readModelFolder({ folder, parse: known.parse });
  if (description.metadata.compression !== undefined) {
    throw new InputError(
      `${path}: expected a model as it was trained, found one that is compressed; give the folder that it was made from`,
    );
  }
  const { items } = description.vocabulary;
  const titles = known.task === 'click' ? null : readItemTitles({ folder, items: items.length });
  return { task: known.task, description, tensors, titles };
}

/** Whether a tensor holds indices or counts, of which none may change. */
export const isIndices = (name: string): boolean => /^(history|graph)[/-]/.test(name);
