import type { Sequences } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import type { Vocabulary } from '../saved-model/description';
import { readModelFolder } from '../saved-model/model-folder';
import { StoredFields } from '../saved-model/stored-fields';
import type { RankingModel } from './ranking-model';
import {
  historyNames,
  parseRankingDescription,
  type RankingModelDescription,
} from './ranking-model-description';
import { rankingModelKinds } from './ranking-model-kinds';

export interface LoadedRankingModel {
  model: RankingModel;
  vocabulary: Vocabulary;
  /** What each user had taken when the model was saved, oldest first. */
  histories: Sequences;
  description: RankingModelDescription;
}

/**
 * Reads a model that `saveRankingModel` wrote: the same scores, bit for bit. The caller disposes the model.
 * @throws InputError if the folder is missing, damaged, of another format or not as it was saved
 */
export async function loadRankingModel(options: { folder: string }): Promise<LoadedRankingModel> {
  checkOptions('loadRankingModel', options, ['folder']);
  const { folder } = options;
  const { path, description, tensors } = await readModelFolder({ folder, parse: parseRankingDescription });
  const { kind, config, vocabulary } = description;
  const stored = new StoredFields(path, config, tensors);
  const histories = historiesOf(stored);
  for (const [side, expected] of [
    ['items', stored.number('items')],
    ['users', histories.offsets.length - 1],
  ] as const) {
    if (vocabulary[side].length === expected) continue;
    throw new InputError(
      `${path}: expected ${expected} ids in vocabulary.${side}, found ${vocabulary[side].length}`,
    );
  }
  const model = rankingModelKinds[kind](stored);
  try {
    stored.restore(model.parameters);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, vocabulary, histories, description };
}

function historiesOf(stored: StoredFields): Sequences {
  const [items, lengths] = [stored.indices(historyNames.items), stored.indices(historyNames.lengths)];
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, user) => {
    offsets[user + 1] = offsets[user] + length;
  });
  return { offsets, items };
}
