import { type ClickTrial, clickMethodNames, clickStudentNames } from '../../pipeline';
import { prepareClickMaterial } from '../../pipeline/click/click-material';
import type { ClickRow } from '../../pipeline/click/click-result';
import { judgeClickStudent } from '../../pipeline/click/click-search';
import { prepareClickSoft } from '../../pipeline/click/click-soft';
import { trainClickTeacher } from '../../pipeline/click/click-teacher';
import { type ClickTeachingOptions, clickWord, teachClicks } from '../../pipeline/click/click-word';
import { compareChosenClicks } from '../../pipeline/click/run-click-split';
import { summariseClicks } from '../../pipeline/click/summarise-clicks';
import { checkName, chooseSplit } from './choose-split';
import type { FinalJobSettings, FinalRow, Training, TrialJobSettings } from './job-settings';
import type { PreparedClicks } from './prepared-run';
import { type Found, finalFound, intervalOf, type JobPlace, type TaskJobs } from './task-jobs';

/** Jobs on clicks: the very steps of `runClicks`, one at a time. */
export function clickJobs(run: PreparedClicks, fold: string | null, place: JobPlace): TaskJobs {
  const encoded = async <Result>(work: (teaching: ClickTeachingOptions) => Promise<Result>) => {
    const { log, settings, seed } = run;
    const { cacheFolder, onEvent, signal } = place;
    const split = chooseSplit(run.splits, fold);
    const own = { settings, seed, cacheFolder, onEvent, signal };
    const material = await prepareClickMaterial({ log, split, ...own });
    try {
      return await work({ ...own, material });
    } finally {
      material.dispose();
    }
  };
  return {
    teacher: () =>
      encoded(async (teaching) => ({ metrics: (await teachClicks(teaching)).word.metrics, details: null })),
    trial: (trial) => encoded((teaching) => judge(teaching, trial)),
    final: (final) => encoded((teaching) => compare(run, teaching, final, place.modelFolder)),
  };
}

function trialOf(
  { method, learningRate, weightDecay, temperature, alpha }: Training,
  name: string,
  seed: number,
): ClickTrial {
  return {
    student: checkName('student', name, clickStudentNames),
    method: checkName('method', method, ['scratch', ...clickMethodNames]),
    ...{ learningRate, weightDecay, temperature, alpha, seed },
  };
}

async function judge(teaching: ClickTeachingOptions, own: TrialJobSettings): Promise<Found> {
  const { material, settings, cacheFolder, onEvent, signal } = teaching;
  const trial = trialOf(own, own.student, own.seed);
  const { soft } = await clickWord(teaching);
  const epochs = own.epochs ?? settings.student.epochs;
  const metrics = judgeClickStudent({
    ...{ material, soft, trial, cacheFolder, signal },
    settings: { ...settings, student: { ...settings.student, epochs } },
    onEpoch: (event) => onEvent?.({ kind: 'epoch', split: material.split.name, stage: 'trial', event }),
  });
  return { metrics, details: null };
}

async function compare(
  run: PreparedClicks,
  teaching: ClickTeachingOptions,
  { student, chosen, seeds }: FinalJobSettings,
  modelFolder: string,
): Promise<Found> {
  const trials = chosen.map((training) => trialOf(training, student, seeds[0]));
  const name = trials[0].student;
  const { material } = teaching;
  const { log } = run;
  const settings = { ...run.settings, student: { ...run.settings.student, students: [name] }, seeds };
  const teacher = trainClickTeacher({ ...teaching, settings: settings.teacher });
  try {
    const soft = await prepareClickSoft({ ...teaching, teacher });
    const search = { student: name, chosen: new Map(trials.map((trial) => [trial.method, trial])), rows: [] };
    const options = { ...teaching, log, settings, split: material.split, outFolder: modelFolder };
    const found = await compareChosenClicks(options, { material, teacher, soft }, [search]);
    const { teacher: own, rows } = summariseClicks([{ ...found, seconds: 0 }], {
      log,
      settings,
      seed: run.seed,
    });
    const { logLoss } = own.figures;
    const teacherRow: FinalRow = {
      ...{ method: 'teacher', values: [logLoss], mean: logLoss, interval: null, p: null },
      ...{ weights: own.weights, training: null },
    };
    return finalFound({
      ...{ metric: 'log-loss', smaller: 'better' },
      rows: [teacherRow, ...rows.map((row, i) => finalRow(row, chosen[i]))],
    });
  } finally {
    teacher.dispose();
  }
}

function finalRow(
  { method, bySplit, figures, logLossInterval, p, weights }: ClickRow,
  training: Training,
): FinalRow {
  const values = bySplit[0].bySeed.map(({ logLoss }) => logLoss);
  return {
    ...{ method, values, mean: figures.logLoss, interval: intervalOf(logLossInterval) },
    ...{ p, weights, training },
  };
}
