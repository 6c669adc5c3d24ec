import { join } from 'node:path';
import type { Split } from '../data/split';
import { softmaxRows } from '../distill/soft-targets/soft-probabilities';
import type { SoftTargets } from '../distill/soft-targets/soft-targets';
import { calibration, classificationReport, latency } from '../evaluate';
import { sizeOnDisk } from '../evaluate/size-on-disk';
import { predictLogits } from '../models/rating/predict-logits';
import type { RatingModel } from '../models/rating/rating-model';
import { saveModel } from '../models/rating/save-model';
import { countWeights } from '../tensor/parameter';
import type { EpochEvent } from '../train/training-state';
import type { PipelineListener } from './events';
import type { MethodResult, ModelScores, SplitResult, StudentResult, TeacherResult } from './result';
import { allItemsOf, type Scorer, scoreModel, scoreTopLists, type TestRows, testRowsOf } from './score-model';
import type { SearchResult } from './search';
import type { PipelineSettings } from './settings';
import { softPairsAt, softPairsOf } from './soft-pairs';
import { type Method, methods, type StudentTrial, trainStudent } from './student-trial';
import type { Teacher } from './teacher';
import type { TextTables } from './text-vectors';

export interface FinalOptions {
  readonly split: Split;
  readonly teacher: Teacher;
  readonly texts: TextTables;
  readonly softTargets: SoftTargets;
  /** What validation chose, one a student in the order of the settings. */
  readonly searches: readonly SearchResult[];
  readonly settings: PipelineSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  /** The first seed's distilled students are saved here, a folder each. */
  readonly modelFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

interface Context extends FinalOptions {
  readonly test: TestRows;
  readonly teacherProbabilities: Float32Array;
}

/** Opens the test part, once, and measures teacher and students on it with what validation chose. */
export async function finalComparison(options: FinalOptions): Promise<SplitResult> {
  const { split, teacher, settings } = options;
  const test = testRowsOf(split, split.takeTest('final comparison'));
  const before = teacher.hash();
  const classes = teacher.classes;
  const teacherProbabilities = softmaxRows({ logits: teacher.logits(test.pairs), classes, temperature: 1 });
  const context = { ...options, test, teacherProbabilities };
  const students: StudentResult[] = [];
  for (const [index] of settings.student.students.entries())
    students.push(await compareStudent(context, index));
  if (teacher.hash() !== before) throw new Error("finalComparison: the teacher's weights moved");
  return {
    split: split.name,
    rows: { train: split.train.length, validation: split.validation.length, test: test.rows.length },
    teacher: await describeTeacher(context),
    students,
  };
}

async function describeTeacher(context: Context): Promise<TeacherResult> {
  const { split, teacher, teacherProbabilities } = context;
  const scorer: Scorer = (pairs) => teacher.logits(pairs);
  return {
    weights: teacher.weights,
    validation: teacher.validation,
    latency: await oneRequest(split, scorer),
    ...describeModel(context, scorer, teacherProbabilities),
    scores: scoreModel({ ...context, probabilities: teacherProbabilities, teacherProbabilities: null }),
    history: teacher.histories[0].history,
    hash: teacher.hash(),
  };
}

/** What is shown of one model beside its scores. */
function describeModel(context: Context, scorer: Scorer, probabilities: Float32Array) {
  const { split, texts, test, seed } = context;
  const { levels } = split.data;
  const predictions = { probabilities, labels: test.labels };
  return {
    topLists: scoreTopLists({ split, scorer, vectors: texts.items, seed }),
    reliability: calibration({ ...predictions, classes: levels.length, bins: 10 }).bins,
    report: classificationReport({ ...predictions, levels }),
  };
}

function oneRequest(split: Split, scorer: Scorer) {
  let user = 0;
  const run = () => scorer(allItemsOf(split, user++ % split.data.users.ids.length));
  return latency({ run, warmup: 5, repeats: 50 });
}

async function compareStudent(context: Context, index: number): Promise<StudentResult> {
  const { settings, searches, onEvent, split } = context;
  const name = settings.student.students[index];
  const { chosen, rows } = searches[index];
  const results = {} as Record<Method, MethodResult>;
  let about: Pick<StudentResult, 'weights' | 'sizeBytes' | 'latency'> | null = null;
  for (const method of methods) {
    onEvent?.({ kind: 'stage', split: split.name, stage: 'final comparison', detail: `${name}, ${method}` });
    const { result, model } = runSeeds(context, chosen[method]);
    results[method] = result;
    if (method === 'distilled') about = await describeStudent(context, name, model, result);
    model.dispose();
  }
  if (about === null) throw new Error('finalComparison: no distilled student');
  return {
    name,
    ...about,
    methods: results,
    withoutTestPairs: withoutTestPairs(context, chosen.distilled),
    search: rows,
  };
}

async function describeStudent(context: Context, name: string, model: RatingModel, result: MethodResult) {
  const { split, modelFolder } = context;
  const { data } = split;
  const folder = join(modelFolder, name);
  const { trial } = result;
  saveModel({
    folder,
    model,
    vocabulary: { users: [...data.users.ids], items: [...data.items.ids] },
    levels: data.levels,
    metadata: {
      data: data.name,
      dataHash: data.hash,
      split: split.name,
      trial,
      test: { rmse: result.scores[0].rmse },
    },
  });
  const latencyOfOne = await oneRequest(split, (pairs) => predictLogits({ model, pairs }));
  return { weights: countWeights(model.parameters), sizeBytes: sizeOnDisk(folder), latency: latencyOfOne };
}

/** Trains the chosen trial with every seed; hands back the first seed's model, which the caller disposes. */
function runSeeds(context: Context, trial: StudentTrial): { result: MethodResult; model: RatingModel } {
  const { settings, teacherProbabilities } = context;
  const scores: ModelScores[] = [];
  let first: { model: RatingModel; probabilities: Float32Array; history: readonly EpochEvent[] } | null =
    null;
  for (const seed of settings.seeds) {
    const { model, history, probabilities } = trainAndPredict(context, { ...trial, seed }, null);
    scores.push(scoreModel({ ...context, probabilities, teacherProbabilities }));
    if (first === null) first = { model, probabilities, history };
    else model.dispose();
  }
  if (first === null) throw new Error('finalComparison: settings.seeds is empty');
  const { model, probabilities, history } = first;
  const scorer: Scorer = (pairs) => predictLogits({ model, pairs });
  const shown = describeModel(context, scorer, probabilities);
  return { model, result: { trial, seeds: settings.seeds, scores, history, ...shown } };
}

function trainAndPredict(context: Context, trial: StudentTrial, allowed: number[] | null) {
  const { split, settings, softTargets, cacheFolder, test, signal, onEvent } = context;
  const pairs = allowed === null ? softPairsOf(softTargets, 'unobserved') : softPairsAt(softTargets, allowed);
  const hash = `${softTargets.teacher}-${pairs.users.length}`;
  const stage = `${trial.student}, ${trial.method}, seed ${trial.seed}`;
  const { model, result } = trainStudent({
    split,
    trial,
    settings: settings.student,
    soft: { pairs, hash, perRow: settings.distillation.softPairsPerRow },
    cacheFolder,
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
    signal,
  });
  const logits = predictLogits({ model, pairs: test.pairs });
  const probabilities = softmaxRows({ logits, classes: model.classes, temperature: 1 });
  return { model, history: result.history, probabilities };
}

/** The distilled student again, from unobserved pairs among which there is no test pair. */
function withoutTestPairs(context: Context, trial: StudentTrial): number[] {
  const { split, settings, softTargets, test } = context;
  const items = split.data.items.ids.length;
  const hidden = new Set(Array.from(test.pairs.users, (user, k) => user * items + test.pairs.items[k]));
  const allowed: number[] = [];
  softTargets.observed.forEach((flag, k) => {
    if (flag === 0 && !hidden.has(softTargets.users[k] * items + softTargets.items[k])) allowed.push(k);
  });
  return settings.seeds.map((seed) => {
    const { model, probabilities } = trainAndPredict(context, { ...trial, seed }, allowed);
    model.dispose();
    return scoreModel({ ...context, probabilities, teacherProbabilities: null }).rmse;
  });
}
