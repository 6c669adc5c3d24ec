import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { firstContexts } from '../../distill/ranking/first-contexts';
import type { StoredTeacher } from '../../distill/ranking/stored-teacher';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { Random } from '../../random';
import type { FitResult } from '../../train/fit';
import type { EpochEvent } from '../../train/training-state';
import { trainOnce } from '../trained-cache';
import { createMethod, type MethodName } from './create-method';
import { createRankingStudent } from './create-ranking-student';
import { fitRankingStudent } from './fit-ranking-student';
import type { RankingQueries } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import type { RankingStudentName } from './ranking-student-names';

/** All that decides one training of one student. */
export interface RankingTrial {
  readonly student: RankingStudentName;
  /** `scratch` learns from what was observed alone. */
  readonly method: 'scratch' | MethodName;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1, 0 and 1 from scratch. */
  readonly temperature: number;
  readonly alpha: number;
  readonly hardWeight: number;
  readonly seed: number;
}

/** What a teacher said, and of which queries. */
export interface RankingSoft {
  /** Queries of known users first, then those behind which nobody known stands. */
  readonly examples: RankingExamples;
  readonly teacher: StoredTeacher;
  /** How often training took each item. */
  readonly popularity: Float32Array;
  /** Of the teacher and all that it was asked. */
  readonly hash: string;
  /** Where the teacher's word lies. */
  readonly path: string;
}

export interface TrainRankingStudentOptions {
  readonly split: Split;
  readonly trial: RankingTrial;
  readonly settings: RankingSettings;
  /** The training queries, without the teacher's. */
  readonly observed: RankingExamples;
  readonly soft: RankingSoft;
  readonly validation: RankingQueries;
  readonly seenItems: SeenItems;
  /** Keeps the weights there; null trains anew. */
  readonly cacheFolder: string | null;
  readonly onEpoch?: (event: EpochEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Trains one student as its trial says; the caller disposes the model. All take as many steps as those who learn from
 * the teacher's drawn histories too, which make an epoch longer: without them epochs and patience grow by so much.
 */
export function trainRankingStudent(options: TrainRankingStudentOptions): {
  model: RankingModel;
  result: FitResult;
} {
  const { split, trial, settings, soft, seenItems, cacheFolder } = options;
  const { student, seed } = trial;
  const model = createRankingStudent({ student, data: split.data, settings, seed });
  const train = () => fitStudent(options, model);
  if (cacheFolder === null) return { model, result: train() };
  const { students: _, learningRates: __, weightDecays: ___, ...budget } = settings.student;
  const { examples } = materialOf(options);
  const longer = longerBy(options, examples);
  const teacher = trial.method === 'scratch' ? null : soft.hash;
  const key = { what: 'ranking student', split: split.hash, trial, budget, seenItems, teacher, longer };
  const { result } = trainOnce({ folder: cacheFolder, key, parameters: model.parameters, train });
  return { model, result };
}

/** What a student learns from: `mf` knows users alone, and nobody stands behind the histories that a teacher drew. */
function materialOf({ trial, observed, soft }: TrainRankingStudentOptions): {
  readonly examples: RankingExamples;
  readonly teachers: readonly StoredTeacher[];
} {
  if (trial.method === 'scratch') return { examples: observed, teachers: [] };
  if (trial.student !== 'mf') return { examples: soft.examples, teachers: [soft.teacher] };
  const { contexts, targets, weights } = soft.examples;
  const known = contexts.rows.filter((row) => contexts.users[row] >= 0).length;
  const queries = Int32Array.from({ length: known }, (_, query) => query);
  return {
    examples: {
      contexts: takeContexts({ contexts, queries }),
      targets: targets.subarray(0, known),
      weights: weights?.subarray(0, known),
    },
    teachers: [firstContexts(soft.teacher, known)],
  };
}

/** Epochs over these examples for one over all that the teacher was asked. */
function longerBy({ soft }: TrainRankingStudentOptions, { contexts }: RankingExamples): number {
  return soft.examples.contexts.users.length / contexts.users.length;
}

function fitStudent(options: TrainRankingStudentOptions, model: RankingModel): FitResult {
  const { trial, settings, observed, soft, validation, seenItems, onEpoch, signal } = options;
  const { epochs } = settings.student;
  const { examples, teachers } = materialOf(options);
  const longer = longerBy(options, examples);
  const { method: name, temperature } = trial;
  const method =
    name === 'scratch'
      ? null
      : createMethod({
          name,
          temperature,
          studentWidth: settings.student.dimensions,
          teacherWidth: soft.teacher.hidden?.width ?? null,
          k: soft.teacher.k,
          popularity: soft.popularity,
          epochs: Math.round(epochs * longer),
          random: new Random(trial.seed).fork('method'),
        });
  try {
    return fitRankingStudent({
      ...{ student: model, settings, observed, validation, seenItems, onEpoch, signal },
      ...{ examples, teachers, method, longer },
      ...{ alpha: trial.alpha, hardWeight: trial.hardWeight },
      ...{ learningRate: trial.learningRate, weightDecay: trial.weightDecay, seed: trial.seed },
    });
  } finally {
    method?.dispose();
  }
}
