import { InputError } from '../../errors';
import { pairedTTest } from '../../evaluate';
import type { StudentName } from '../../models/rating/create-student';
import { methods, type StudentSummary } from '../../pipeline';
import { finalComparison } from '../../pipeline/final-comparison';
import { FinalTest } from '../../pipeline/final-test';
import { ratingWord, teachRatings } from '../../pipeline/rating-word';
import { askTeacher, makeTeacher, type TeachingOptions } from '../../pipeline/run-split';
import { judgeStudent } from '../../pipeline/search';
import type { Method, StudentTrial } from '../../pipeline/student-trial';
import { summariseStudent } from '../../pipeline/summarise';
import { checkName, chooseSplit } from './choose-split';
import type { FinalJobSettings, FinalRow, Training, TrialJobSettings } from './job-settings';
import type { PreparedRatings } from './prepared-run';
import { type Found, finalFound, intervalOf, type JobPlace, type TaskJobs } from './task-jobs';

const studentNames: readonly StudentName[] = ['mf', 'linear', 'linear-ids', 'mlp'];

/** Jobs on ratings: the very steps of `runDistillation`, one at a time. */
export function ratingJobs(run: PreparedRatings, fold: string | null, place: JobPlace): TaskJobs {
  const { settings, seed, textSource, model } = run;
  const { modelFolder, ...rest } = place;
  const split = chooseSplit(run.splits, fold);
  const teaching: TeachingOptions = { split, settings, seed, textSource, model, ...rest };
  return {
    teacher: async () => ({ metrics: (await teachRatings(teaching)).word.metrics, details: null }),
    trial: (trial) => judge(teaching, trial),
    final: (final) => compare(teaching, final, modelFolder),
  };
}

function trialOf(
  { method, learningRate, weightDecay, temperature, alpha }: Training,
  name: string,
  seed: number,
): StudentTrial {
  return {
    student: checkName('student', name, studentNames),
    method: checkName('method', method, methods),
    ...{ learningRate, weightDecay, temperature, alpha, seed },
  };
}

async function judge(teaching: TeachingOptions, own: TrialJobSettings): Promise<Found> {
  const { split, settings, onEvent, signal } = teaching;
  const trial = trialOf(own, own.student, own.seed);
  const { soft } = await ratingWord(teaching);
  const { student } = settings;
  const metrics = judgeStudent({
    ...{ split, trial, soft, signal },
    settings: { ...student, epochs: own.epochs ?? student.epochs },
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage: 'trial', event }),
  });
  return { metrics, details: null };
}

async function compare(
  teaching: TeachingOptions,
  { student, chosen, seeds }: FinalJobSettings,
  modelFolder: string,
): Promise<Found> {
  const trials = chosenTrials(chosen, student, seeds[0]);
  const { split } = teaching;
  const settings = {
    ...teaching.settings,
    student: { ...teaching.settings.student, students: [trials.scratch.student] },
    seeds,
  };
  const { texts, choice, teacher } = await makeTeacher(teaching);
  try {
    const { softTargets } = await askTeacher(teaching, teacher);
    const result = await finalComparison({
      ...{ ...teaching, settings, texts, teacher, textChoice: choice, softTargets, modelFolder },
      finalTest: new FinalTest(split),
      searches: [{ chosen: trials, rows: [] }],
    });
    const own = summariseStudent([{ ...result, seconds: 0 }], 0);
    const { weights } = result.teacher;
    const rmse = result.teacher.scores.rmse;
    const teacherRow: FinalRow = {
      ...{ method: 'teacher', values: [rmse], mean: rmse, interval: null, p: null, weights, training: null },
    };
    const rows = chosen.map((training): FinalRow => {
      const { values, interval } = own[training.method as Method];
      return {
        ...{ method: training.method, values: values[0], mean: interval.mean },
        interval: intervalOf(interval),
        p: pOf(training.method as Method, own),
        ...{ weights: own.weights, training },
      };
    });
    return finalFound({ metric: 'RMSE', smaller: 'better', rows: [teacherRow, ...rows] });
  } finally {
    teacher.dispose();
  }
}

function pOf(method: Method, { p, scratch, smoothed }: StudentSummary): number | null {
  if (method === 'scratch') return null;
  if (method === 'distilled') return p;
  const [treatment, baseline] = [smoothed, scratch].map(({ values }) => values.flat());
  return treatment.length > 1 ? pairedTTest({ treatment, baseline }).p : null;
}

function chosenTrials(
  chosen: readonly Training[],
  student: string,
  seed: number,
): Readonly<Record<Method, StudentTrial>> {
  const trials = chosen.map((training) => trialOf(training, student, seed));
  const missing = methods.find((method) => !trials.some((trial) => trial.method === method));
  if (missing !== undefined)
    throw new InputError(
      `a final comparison of ratings: expected what was chosen for ${methods.join(', ')}, found none for ${missing}`,
    );
  return Object.fromEntries(trials.map((trial) => [trial.method, trial])) as Record<Method, StudentTrial>;
}
