import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { labelsOf, pairsOf } from '../../data/labels';
import {
  fineTunePrunedRankings,
  fineTunePrunedRatings,
  hashedRankings,
  type ModelContents,
  type Retraining,
} from '../../deploy/compress';
import { type SoftTargetsDescription, softTargetsKind } from '../../distill/soft-targets/parquet-format';
import { readSoftTargets } from '../../distill/soft-targets/read-soft-targets';
import { openSealedParquet } from '../../distill/soft-targets/sealed-parquet';
import { InputError } from '../../errors';
import { predictLogits, type RankingModel, type RatingModel, scorerOf } from '../../models';
import { rmseOfLogits, softPairsOf } from '../../pipeline';
import { ndcg10, rankingQueries } from '../../pipeline/ranking/ranking-queries';
import { sequencesAStep, trainingExamples } from '../../pipeline/ranking/training-examples';
import type { ModelMaterial } from './model-material';

/** Queries that a ranking model is trained on again. */
const MOST_QUERIES = 30_000;

/** How a saved model says that it was trained; what it does not say is as in the small profile. */
function trialOf({ description }: ModelContents) {
  const { trial } = description.metadata;
  const own = (typeof trial === 'object' && trial !== null ? trial : {}) as Record<string, unknown>;
  const number = (name: string, otherwise: number) =>
    typeof own[name] === 'number' ? (own[name] as number) : otherwise;
  return {
    learningRate: number('learningRate', 0.01),
    weightDecay: number('weightDecay', 0.1),
    temperature: number('temperature', 1),
    alpha: number('alpha', 1),
    hardWeight: number('hardWeight', 1),
    seed: number('seed', 1),
  };
}

/** The teacher's stored word on this data and split, on pairs that nobody rated; null where the cache has none. */
async function teachersWord(cache: string, { split }: ModelMaterial) {
  if (!existsSync(cache)) return null;
  for (const name of readdirSync(cache).sort()) {
    if (!/^soft-targets-.*\.parquet$/.test(name)) continue;
    const path = join(cache, name);
    const { description } = await openSealedParquet<SoftTargetsDescription>(path, softTargetsKind);
    if (description.split !== split.hash || description.data !== split.data.hash) continue;
    return softPairsOf(await readSoftTargets({ path, expected: description }), 'unobserved');
  }
  return null;
}

/** Ways to train a saved model again, and by whom it is taught; whatever they are asked about must be as it was saved. */
export async function retrainingOf(options: {
  readonly folder: string;
  readonly contents: ModelContents;
  readonly material: ModelMaterial;
  readonly cache: string;
  readonly epochs: number;
}): Promise<{ readonly retraining: Retraining; readonly taughtBy: string }> {
  return options.contents.task === 'rating' ? ofRatings(options) : ofRankings(options);
}

type Options = Parameters<typeof retrainingOf>[0];

function checkUnchanged(step: string, given: ModelContents, saved: ModelContents): void {
  if (given.description === saved.description) return;
  throw new InputError(`${step}: expected it as the first step, found a change before it`);
}

async function ofRatings({ folder, contents: saved, material, cache, epochs }: Options) {
  const { split } = material;
  const { data } = split;
  const softTargets = await teachersWord(cache, material);
  const validation = { pairs: pairsOf(data, split.validation), labels: labelsOf(data, split.validation) };
  const validate = (model: RatingModel) => {
    const logits = predictLogits({ model, pairs: validation.pairs });
    return rmseOfLogits({ logits, labels: validation.labels, levels: data.levels });
  };
  const train = { ...pairsOf(data, split.train), labels: labelsOf(data, split.train) };
  const { hardWeight: _, learningRate, ...trial } = trialOf(saved);
  const settings = { ...trial, learningRate: learningRate / 4, epochs, batchSize: 2048, softPairsPerRow: 4 };
  const retraining: Retraining = {
    pruned: async (contents, share) => {
      checkUnchanged('prune', contents, saved);
      return fineTunePrunedRatings({ folder, contents, share, train, softTargets, settings, validate });
    },
    hashed: async () => {
      throw new InputError(
        'hashed: expected a ranking model, found one of ratings, which no student reads hashed',
      );
    },
  };
  const taughtBy =
    softTargets === null
      ? "the uncompressed student's word on the training pairs, as the cache holds no teacher's"
      : "the teacher's stored word on pairs that nobody rated";
  return { retraining, taughtBy };
}

async function ofRankings({ folder, contents: saved, material, epochs }: Options) {
  const { split } = material;
  const { maxLength, leavesOutHistory } = saved.description as unknown as {
    maxLength: number;
    leavesOutHistory: boolean;
  };
  const seenItems = leavesOutHistory ? 'masked' : 'kept';
  const queries = rankingQueries({ split, known: split.train, asked: split.validation, maxLength });
  const validate = (model: RankingModel) => -ndcg10(scorerOf(model), queries, seenItems);
  const trial = trialOf(saved);
  const examples = trainingExamples({ split, maxLength, most: MOST_QUERIES, seed: trial.seed });
  const batchSize = sequencesAStep(examples, 128);
  const base = { folder, examples, validate };
  const learning = { ...trial, epochs, batchSize };
  const retraining: Retraining = {
    pruned: async (contents, share) => {
      checkUnchanged('prune', contents, saved);
      const settings = { ...learning, learningRate: trial.learningRate / 4 };
      return fineTunePrunedRankings({ ...base, contents, share, settings });
    },
    hashed: async (contents, rowsAnItem) => {
      checkUnchanged('hashed', contents, saved);
      return hashedRankings({ ...base, contents, rowsAnItem, settings: learning });
    },
  };
  return { retraining, taughtBy: "the uncompressed student's own rankings" };
}
