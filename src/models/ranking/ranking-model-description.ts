import { parseDescription, type SavedDescription } from '../saved-model/description';
import { type RankingModelKind, rankingModelKinds } from './ranking-model-kinds';

export const rankingFormat = 'recdistill-ranking-model';

/** What a ranking model's model.json holds: everything but the numbers. */
export interface RankingModelDescription extends SavedDescription {
  format: typeof rankingFormat;
  kind: RankingModelKind;
  /** How many of the youngest items of a history it is asked with. */
  maxLength: number;
  /** Whether items of the history are left out of its rankings, as they were where it was measured. */
  leavesOutHistory: boolean;
}

/**
 * Checks the content of a model.json.
 * @param path names the file in errors
 * @throws InputError saying which field is missing or wrong
 */
export function parseRankingDescription(path: string, text: string): RankingModelDescription {
  return parseDescription<RankingModelDescription>({
    ...{ path, text, format: rankingFormat, kinds: Object.keys(rankingModelKinds) },
    checkOwn: ({ maxLength, leavesOutHistory }, expect) => {
      const isCount = Number.isInteger(maxLength) && (maxLength as number) >= 1;
      expect(isCount, 'maxLength to be a whole number of at least 1', maxLength);
      expect(typeof leavesOutHistory === 'boolean', 'leavesOutHistory to be true or false', leavesOutHistory);
    },
  });
}

/** Names under which the histories lie among a model's tensors: items by user, and how many each user has. */
export const historyNames = { items: 'history/items', lengths: 'history/lengths' } as const;
