import { labelsOf, pairsOf } from '../../../data/labels';
import type { PairBatch } from '../../../data/recommendation-data';
import type { Split } from '../../../data/split';
import type { LabelledPairs, SoftPairs } from '../../../distill/soft-pairs';
import type { StoredVectors } from '../../../distill/stored-vectors';
import { labelSoftPairs } from '../../../distill/strategies/label-soft-pairs';
import { sha256 } from '../../../files/hash';
import { predictHidden } from '../../../models/rating/predict-hidden';
import { predictLogits } from '../../../models/rating/predict-logits';
import { chooseTexts } from '../../choose-texts';
import type { PipelineListener } from '../../events';
import type { PipelineSettings } from '../../settings';
import { prepareSoftTargets } from '../../soft-pairs';
import { type Teacher, trainTeacher } from '../../teacher';
import type { TextSource } from '../../text-vectors';

/** What the strategies on one split of ratings learn from. Dispose it when done. */
export interface RatingStrategyMaterial {
  readonly split: Split;
  readonly settings: PipelineSettings;
  readonly train: LabelledPairs;
  readonly validation: LabelledPairs;
  readonly teacher: Teacher;
  /** The ensemble's word on the training rows, first, and on pairs that nobody rated, with the labels of the former. */
  readonly said: SoftPairs & { readonly labels: Int32Array };
  /** How many of these are training rows. */
  readonly observed: number;
  /** What each member says of the same pairs, asked for at the first use: [members] of [pairs, classes]. */
  members(): readonly Float32Array[];
  /** The first member's hidden layer on the same pairs, likewise. */
  hidden(): StoredVectors;
  /** Names data, split, teacher, pairs and settings. */
  readonly hash: string;
  dispose(): void;
}

export interface RatingStrategyMaterialOptions {
  readonly split: Split;
  readonly settings: PipelineSettings;
  readonly seed: number;
  readonly textSource: TextSource;
  /** Folder or hub name of the language model; the default one where not given. */
  readonly model?: string;
  /** Text tables, weights and soft targets are kept here. */
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

function labelled({ data }: Split, rows: Int32Array): LabelledPairs {
  return { ...pairsOf(data, rows), labels: labelsOf(data, rows) };
}

/** Asks at the first call and keeps the answer. */
function once<Answer>(ask: () => Answer): () => Answer {
  let kept: { readonly answer: Answer } | null = null;
  return () => {
    kept ??= { answer: ask() };
    return kept.answer;
  };
}

/** What some of the teacher's heads say or show of pairs. */
function askedOnce(teacher: Teacher, pairs: PairBatch) {
  const { members } = teacher;
  return {
    members: once(() => members.map((model) => predictLogits({ model, pairs }))),
    hidden: once(() => predictHidden({ model: members[0], pairs })),
  };
}

/**
 * Trains the teacher on a split, or finds it in the cache, and asks it of the training rows and of pairs that nobody
 * rated. The test part stays shut.
 * @throws InputError where the language model is missing; the signal's reason
 */
export async function prepareRatingStrategies(
  options: RatingStrategyMaterialOptions,
): Promise<RatingStrategyMaterial> {
  const { split, settings } = options;
  const { texts } = await chooseTexts(options);
  const teacher = trainTeacher({ ...options, texts, settings: settings.teacher });
  try {
    const targets = await prepareSoftTargets({ ...options, teacher, settings: settings.distillation });
    const { users, items, logits } = targets;
    const train = labelled(split, split.train);
    const said = labelSoftPairs({ softPairs: { users, items, logits }, train });
    const { seeds: _, ...own } = settings;
    return {
      ...{ split, settings, train, validation: labelled(split, split.validation), teacher, said },
      ...askedOnce(teacher, said),
      observed: split.train.length,
      hash: sha256(split.hash, targets.teacher, users, items, JSON.stringify(own)),
      dispose: () => teacher.dispose(),
    };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}
