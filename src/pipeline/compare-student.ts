import { join } from 'node:path';
import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import { bootstrapRmseDifference, expectationOf, sizeOnDisk } from '../evaluate';
import { predictLogits } from '../models/rating/predict-logits';
import type { RatingModel } from '../models/rating/rating-model';
import { saveModel } from '../models/rating/save-model';
import { Random } from '../random';
import { countWeights } from '../tensor/parameter';
import type { EpochEvent } from '../train/training-state';
import { type Comparison, describeModel, oneRequest } from './comparison';
import type { MethodResult, ModelScores, StudentResult } from './result';
import { type Scorer, scoreModel } from './score-model';
import { sliceErrors, squaredErrorsOf } from './slice-errors';
import { softPairsAt, softPairsOf, softSourceOf } from './soft-pairs';
import { type Method, methods, type StudentTrial, trainStudent } from './student-trial';

type StudentFacts = Pick<StudentResult, 'weights' | 'sizeBytes' | 'latency'>;

/** The student at `index` of the settings: every way of training it, with every seed, on the test rows. */
export async function compareStudent(comparison: Comparison, index: number): Promise<StudentResult> {
  const { settings, searches } = comparison;
  const name = settings.student.students[index];
  const { chosen, rows } = searches[index];
  const progress = countTrainings(comparison, name);
  const results = {} as Record<Method, MethodResult>;
  const probabilities = {} as Record<Method, Float32Array>;
  const errors = {} as Record<Method, Float64Array>;
  let facts: StudentFacts | null = null;
  for (const method of methods) {
    const run = runSeeds(comparison, chosen[method], progress);
    results[method] = run.result;
    probabilities[method] = run.probabilities;
    errors[method] = run.squaredErrors;
    if (method === 'distilled') facts = await describeStudent(comparison, name, run.model, run.result);
    run.model.dispose();
  }
  if (facts === null) throw new Error('compareStudent: no distilled student');
  return {
    name,
    ...facts,
    methods: results,
    bootstrap: compareOverUsers(comparison, probabilities),
    itemSlices: sliceErrors({ ...comparison, errors }),
    withoutTestPairs: withoutTestPairs(comparison, chosen.distilled, progress),
    search: rows,
  };
}

/** A call a finished training, for the listener's count. */
function countTrainings({ settings, split, onEvent }: Comparison, name: string): () => void {
  const total = trainingsOfComparison(settings.seeds.length);
  let done = 0;
  return () =>
    onEvent?.({
      kind: 'progress',
      split: split.name,
      stage: `final comparison ${name}`,
      done: ++done,
      total,
    });
}

/**
 * How many students are trained for one student's final comparison: each way, and the distilled one without test
 * pairs.
 */
export function trainingsOfComparison(seeds: number): number {
  return (methods.length + 1) * seeds;
}

/** Would the first seed's difference stand with other users? */
function compareOverUsers({ split, test, seed }: Comparison, probabilities: Record<Method, Float32Array>) {
  const { levels } = split.data;
  const ratingsOf = (method: Method) => expectationOf({ probabilities: probabilities[method], levels });
  return bootstrapRmseDifference({
    treatment: ratingsOf('distilled'),
    baseline: ratingsOf('scratch'),
    ratings: test.ratings,
    users: test.pairs.users,
    resamples: 1000,
    random: new Random(seed).fork('bootstrap'),
  });
}

async function describeStudent(
  comparison: Comparison,
  name: string,
  model: RatingModel,
  { trial, scores }: MethodResult,
): Promise<StudentFacts> {
  const { split, modelFolder } = comparison;
  const { data } = split;
  const folder = join(modelFolder, name);
  await saveModel({
    folder,
    model,
    vocabulary: { users: [...data.users.ids], items: [...data.items.ids] },
    levels: data.levels,
    metadata: {
      data: data.name,
      dataHash: data.hash,
      split: split.name,
      trial: { ...trial },
      test: { rmse: scores[0].rmse },
    },
  });
  const latency = await oneRequest(split, (pairs) => predictLogits({ model, pairs }));
  return { weights: countWeights(model.parameters), sizeBytes: sizeOnDisk(folder), latency };
}

interface SeedRun {
  readonly model: RatingModel;
  readonly probabilities: Float32Array;
  readonly history: readonly EpochEvent[];
}

/** Trains the chosen trial with every seed; hands back the first seed's model, which the caller disposes. */
function runSeeds(comparison: Comparison, trial: StudentTrial, onTrained: () => void) {
  const { settings, teacherProbabilities } = comparison;
  const scores: ModelScores[] = [];
  const squaredErrors = new Float64Array(comparison.test.ratings.length);
  let first: SeedRun | null = null;
  for (const seed of settings.seeds) {
    const run = trainAndPredict(comparison, { ...trial, seed }, null);
    scores.push(scoreModel({ ...comparison, probabilities: run.probabilities, teacherProbabilities }));
    squaredErrorsOf(comparison, run.probabilities).forEach((error, row) => {
      squaredErrors[row] += error / settings.seeds.length;
    });
    if (first === null) first = run;
    else run.model.dispose();
    onTrained();
  }
  if (first === null) throw new Error('compareStudent: settings.seeds is empty');
  const { model, probabilities, history } = first;
  const scorer: Scorer = (pairs) => predictLogits({ model, pairs });
  const shown = describeModel(comparison, scorer, probabilities);
  const result: MethodResult = { trial, seeds: settings.seeds, scores, history, ...shown };
  return { model, probabilities, squaredErrors, result };
}

/** @param allowed places of the scored pairs that may be learnt from; null for all that nobody rated */
function trainAndPredict(comparison: Comparison, trial: StudentTrial, allowed: number[] | null): SeedRun {
  const { split, settings, softTargets, cacheFolder, test, signal, onEvent } = comparison;
  const pairs = allowed === null ? softPairsOf(softTargets, 'unobserved') : softPairsAt(softTargets, allowed);
  const perRow = settings.distillation.softPairsPerRow;
  const stage = `${trial.student}, ${trial.method}, seed ${trial.seed}`;
  const { model, result } = trainStudent({
    split,
    trial,
    settings: settings.student,
    soft: softSourceOf({ teacher: softTargets.teacher, pairs, perRow }),
    cacheFolder,
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
    signal,
  });
  const logits = predictLogits({ model, pairs: test.pairs });
  const probabilities = softmaxRows({ logits, classes: model.classes, temperature: 1 });
  return { model, history: result.history, probabilities };
}

/** The distilled student again, from unobserved pairs among which there is no test pair: test RMSE by seed. */
function withoutTestPairs(comparison: Comparison, trial: StudentTrial, onTrained: () => void): number[] {
  const { split, settings, softTargets, test } = comparison;
  const items = split.data.items.ids.length;
  const hidden = new Set(Array.from(test.pairs.users, (user, k) => user * items + test.pairs.items[k]));
  const allowed: number[] = [];
  softTargets.observed.forEach((flag, k) => {
    if (flag === 0 && !hidden.has(softTargets.users[k] * items + softTargets.items[k])) allowed.push(k);
  });
  return settings.seeds.map((seed) => {
    const { model, probabilities } = trainAndPredict(comparison, { ...trial, seed }, allowed);
    model.dispose();
    onTrained();
    return scoreModel({ ...comparison, probabilities, teacherProbabilities: null }).rmse;
  });
}
