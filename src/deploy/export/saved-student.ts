import { createHash } from 'node:crypto';
import { InputError } from '../../errors';
import {
  type LoadedClickModel,
  type LoadedModel,
  type LoadedRankingModel,
  loadClickModel,
  loadModel,
  loadRankingModel,
} from '../../models';
import { clickFormat } from '../../models/click/click-model-description';
import { rankingFormat } from '../../models/ranking/ranking-model-description';
import { ratingFormat } from '../../models/rating/model-description';
import type { SavedDescription } from '../../models/saved-model/description';
import { savedFormat } from '../../models/saved-model/model-folder';

/** A saved model of any task, whole and checked. */
export type SavedStudent =
  | ({ readonly task: 'rating' } & LoadedModel)
  | ({ readonly task: 'ranking' } & LoadedRankingModel)
  | ({ readonly task: 'click' } & LoadedClickModel);

/**
 * Loads a model of whichever task the folder holds. The caller disposes `model`.
 * @throws InputError if there is none, or it is damaged
 */
export async function loadSavedStudent(folder: string): Promise<SavedStudent> {
  const format = savedFormat(folder);
  if (format === rankingFormat) return { task: 'ranking', ...(await loadRankingModel({ folder })) };
  if (format === clickFormat) return { task: 'click', ...(await loadClickModel({ folder })) };
  if (format === null || format === ratingFormat) return { task: 'rating', ...(await loadModel({ folder })) };
  throw new InputError(
    `${folder}: expected a saved model of format ${ratingFormat}, ${rankingFormat} or ${clickFormat}, found "${format}"`,
  );
}

function temperatureOf({ metadata }: SavedDescription): number | null {
  const { trial } = metadata;
  const own = typeof trial === 'object' && trial !== null ? (trial as Record<string, unknown>) : {};
  const found = metadata.temperature ?? own.temperature;
  return typeof found === 'number' ? found : null;
}

/** sha256 of the vocabulary as JSON without spaces, {"users":[…],"items":[…]}, which any language can hash again. */
function vocabularyHash({ vocabulary: { users, items } }: SavedDescription): string {
  return createHash('sha256').update(JSON.stringify({ users, items })).digest('hex');
}

/** What an exported file says of itself, as strings: kind, hashes of weights, vocabulary and data, temperature, and so on. */
export function aboutStudent(saved: SavedStudent): Record<string, string> {
  const description: SavedDescription = saved.description;
  const { dataHash } = description.metadata;
  const temperature = temperatureOf(description);
  return {
    ...{ task: saved.task, kind: description.kind, format: description.format },
    weights_sha256: description.weightsSha256,
    vocabulary_sha256: vocabularyHash(description),
    ...(typeof dataHash === 'string' ? { data_hash: dataHash } : {}),
    ...(temperature === null ? {} : { temperature: String(temperature) }),
    ...(saved.task === 'rating' ? { levels: JSON.stringify(saved.levels) } : {}),
    ...(saved.task === 'ranking'
      ? {
          max_length: String(saved.description.maxLength),
          leaves_out_history: String(saved.description.leavesOutHistory),
        }
      : {}),
  };
}
