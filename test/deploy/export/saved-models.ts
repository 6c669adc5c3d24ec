import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveClickModel, saveModel, saveRankingModel } from '../../../src/models';
import type { ClickModel } from '../../../src/models/click/click-model';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import type { RatingModel } from '../../../src/models/rating/rating-model';
import { Random } from '../../../src/random';
import { everyClickModel } from '../../models/click/every-click-model';
import { everyModel, levels } from '../../models/every-model';
import { everyRankingModel } from '../../models/ranking/every-ranking-model';

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'recdistill-export-'));

interface Shakeable {
  readonly parameters: readonly { readonly size: number; assign(values: Float32Array): void }[];
}

/** Every weight drawn anew, so that none is idle at its start. */
export function shaken<M extends Shakeable>(model: M, random: Random): M {
  for (const parameter of model.parameters) parameter.assign(random.normals(parameter.size, 0.4));
  return model;
}

const ids = (prefix: string, count: unknown) =>
  Array.from({ length: count as number }, (_, k) => `${prefix}${k}`);
const metadata = { dataHash: 'd41d8cd9', trial: { temperature: 2 } };

/** A model of the name in a folder below `root`, with weights of a fixed seed. */
export async function saveRating(
  root: string,
  name: string,
): Promise<{ folder: string; model: RatingModel }> {
  const model = shaken(everyModel[name](1), new Random(11));
  const folder = join(root, name);
  const vocabulary = { users: ids('u', model.config.users), items: ids('i', model.config.items) };
  await saveModel({ folder, model, vocabulary, levels, metadata });
  return { folder, model };
}

export async function saveRanking(
  root: string,
  name: string,
): Promise<{ folder: string; model: RankingModel }> {
  const model = shaken(everyRankingModel[name](), new Random(12));
  const folder = join(root, name);
  const users = ids('u', model.config.users ?? 2);
  const offsets = Int32Array.from({ length: users.length + 1 }, (_, user) => Math.min(user, 2));
  await saveRankingModel({
    ...{ folder, model, vocabulary: { users, items: ids('i', model.items) } },
    ...{ histories: { offsets, items: Int32Array.of(1, 0) }, maxLength: 3, leavesOutHistory: true, metadata },
  });
  return { folder, model };
}

export async function saveClick(root: string, name: string): Promise<{ folder: string; model: ClickModel }> {
  const model = shaken(everyClickModel[name](), new Random(13));
  const folder = join(root, name);
  await saveClickModel({ folder, model, encoding: null, metadata: { ...metadata, logitShift: -0.7 } });
  return { folder, model };
}
