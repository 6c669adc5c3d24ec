import { join } from 'node:path';
import type { Sequences } from '../../data/contexts';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { saveRankingModel } from '../../models/ranking/save-ranking-model';
import { writeItemTitles } from '../../models/rating/item-titles';
import type { RankingFigures } from './ranking-result';
import type { RankingRun } from './ranking-run';
import type { RankingTrial } from './ranking-trial';

/**
 * Saves a compared student, with the items' titles and the histories that it was asked with, into
 * `models/<student>-<method>` in the out folder.
 * @returns that folder
 */
export async function keepRankingModel(options: {
  readonly run: RankingRun;
  readonly trial: RankingTrial;
  readonly model: RankingModel;
  readonly histories: Sequences;
  readonly figures: RankingFigures;
}): Promise<string> {
  const { run, trial, model, histories, figures } = options;
  const { data, split, settings, seenItems } = run;
  const folder = join(run.outFolder, 'models', `${trial.student}-${trial.method}`);
  await saveRankingModel({
    folder,
    model,
    vocabulary: { users: [...data.users.ids], items: [...data.items.ids] },
    histories,
    maxLength: settings.maxLength,
    leavesOutHistory: seenItems === 'masked',
    metadata: {
      data: data.name,
      dataHash: data.hash,
      split: split.name,
      trial: { ...trial },
      test: { ndcg10: figures.ndcg10 },
    },
  });
  writeItemTitles({ folder, texts: data.items.texts });
  return folder;
}
