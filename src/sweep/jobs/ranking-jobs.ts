import { methodNames, type RankingTrial, rankingStudentNames } from '../../pipeline';
import { openTest, referenceOf } from '../../pipeline/ranking/final-queries';
import { type RankingArtefactsOptions, rankingArtefacts } from '../../pipeline/ranking/ranking-artefacts';
import type { RankingReference, RankingRow } from '../../pipeline/ranking/ranking-result';
import type { RankingRun } from '../../pipeline/ranking/ranking-run';
import { judgeRankingStudent } from '../../pipeline/ranking/ranking-search';
import { rankingWord, teachRankings } from '../../pipeline/ranking/ranking-word';
import { importedRankingMaterial } from '../../pipeline/ranking/run-imported-ranking';
import { compareChosenRankings, type RankingMaterial } from '../../pipeline/ranking/search-and-compare';
import { checkName, chooseSplit } from './choose-split';
import type { FinalJobSettings, FinalRow, Training, TrialJobSettings } from './job-settings';
import type { PreparedRankings } from './prepared-run';
import { type Found, finalFound, intervalOf, type JobPlace, type TaskJobs } from './task-jobs';

/** A prepared run on one of its splits. */
interface Own {
  readonly run: PreparedRankings;
  readonly teaching: RankingArtefactsOptions;
  readonly place: JobPlace;
}

/** Jobs on rankings: the very steps of `runRanking`, or of `runImportedRanking`, one at a time. */
export function rankingJobs(run: PreparedRankings, fold: string | null, place: JobPlace): TaskJobs {
  const { settings, seed, seenItems, textSource, model } = run;
  const { cacheFolder, onEvent, signal } = place;
  const split = chooseSplit(run.splits, fold);
  const decided = { split, settings, seed, seenItems, textSource, model };
  const own = { run, place, teaching: { ...decided, cacheFolder, onEvent, signal } };
  return {
    teacher: () => teach(own),
    trial: (trial) => judge(own, trial),
    final: (final) => compare(own, final),
  };
}

/** What students learn from where the lists come as a file. */
function importedMaterial({ run, teaching }: Own) {
  const { softTargets } = run;
  if (softTargets === null) return null;
  const { split, settings, cacheFolder } = teaching;
  return importedRankingMaterial({ split, settings, softTargets, cacheFolder });
}

async function teach(own: Own): Promise<Found> {
  const imported = await importedMaterial(own);
  if (imported === null) return { metrics: (await teachRankings(own.teaching)).word.metrics, details: null };
  return { metrics: { lists: imported.soft.teacher.contexts }, details: { file: imported.fileHash } };
}

function trialOf(training: Training, name: string, seed: number): RankingTrial {
  const { method, learningRate, weightDecay, temperature, alpha, hardWeight } = training;
  return {
    student: checkName('student', name, rankingStudentNames),
    method: checkName('method', method, ['scratch', ...methodNames]),
    ...{ learningRate, weightDecay, temperature, alpha, hardWeight, seed },
  };
}

async function judge(own: Own, asked: TrialJobSettings): Promise<Found> {
  const { split, settings, seenItems, cacheFolder, onEvent, signal } = own.teaching;
  const trial = trialOf(asked, asked.student, asked.seed);
  const { validation, observed, soft } = (await importedMaterial(own)) ?? (await rankingWord(own.teaching));
  const epochs = asked.epochs ?? settings.student.epochs;
  const metrics = judgeRankingStudent({
    ...{ split, trial, observed, soft, validation, seenItems, cacheFolder, signal },
    settings: { ...settings, student: { ...settings.student, epochs } },
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage: 'trial', event }),
  });
  return { metrics, details: null };
}

async function compare(own: Own, { student, chosen, seeds }: FinalJobSettings): Promise<Found> {
  const { run, teaching, place } = own;
  const trials = chosen.map((training) => trialOf(training, student, seeds[0]));
  const settings = {
    ...run.settings,
    student: { ...run.settings.student, students: [trials[0].student] },
    seeds,
  };
  const { split, seenItems, seed, onEvent, signal, cacheFolder } = teaching;
  const ranking: RankingRun = {
    ...{ data: run.data, split, settings, seed, seenItems, cacheFolder, outFolder: place.modelFolder },
    ...{ onEvent, signal },
  };
  const search = { chosen: Object.fromEntries(trials.map((trial) => [trial.method, trial])), rows: [] };
  const imported = await importedMaterial(own);
  const { material, teacherOn, dispose } =
    imported === null
      ? await trainedTeacher(own)
      : { material: imported, teacherOn: null, dispose: () => {} };
  try {
    const final = openTest(ranking);
    const teacher = teacherOn === null ? [] : [teacherRow(teacherOn(final, ranking))];
    const rows = await compareChosenRankings(ranking, material, { final, searches: [search] });
    return finalFound({
      ...{ metric: 'NDCG@10', smaller: 'worse' },
      rows: [...teacher, ...rows.map((row, i) => finalRow(row, chosen[i]))],
    });
  } finally {
    dispose();
  }
}

async function trainedTeacher({ teaching }: Own) {
  const { teacher, validation, observed, soft } = await rankingArtefacts(teaching);
  const about = { name: 'teacher', scorer: teacher, weights: teacher.weights, settings: '' };
  const material: RankingMaterial = { validation, observed, soft };
  return {
    material,
    teacherOn: (...test: [Parameters<typeof referenceOf>[1], RankingRun]) =>
      referenceOf({ ...about, validationNdcg10: teacher.validation.ensemble }, ...test),
    dispose: () => teacher.dispose(),
  };
}

function teacherRow({ ndcg10, weights }: RankingReference): FinalRow {
  const figures = { values: [ndcg10], mean: ndcg10, interval: null, p: null };
  return { method: 'teacher', ...figures, weights: weights ?? 0, training: null };
}

function finalRow(
  { method, bySeed, ndcg10, interval, p, weights }: RankingRow,
  training: Training,
): FinalRow {
  return {
    ...{ method, values: bySeed.map((figures) => figures.ndcg10), mean: ndcg10 },
    interval: intervalOf(interval),
    ...{ p, weights, training },
  };
}
