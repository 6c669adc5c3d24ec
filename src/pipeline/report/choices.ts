import {
  type Figure,
  type LearningRun,
  learningCurves,
  type ReportSection,
  type SweepPoint,
  sweepCurves,
} from '../../plot';
import type { DistillationResult, StudentSummary } from '../distillation-result';
import type { SplitResult } from '../result';
import type { SearchRow } from '../search';
import { type Method, methods } from '../student-trial';
import { meanOf } from '../summarise';
import { error, methodName } from './words';

const metric = 'validation RMSE (rating points)';

function validationOf(row: SearchRow): number {
  return row.metrics.validationRmse ?? Number.NaN;
}

/** The search's rows at the distilled student's chosen learning rate and decay: temperature and alpha vary. */
function softnessRows({ students }: SplitResult, index: number): SearchRow[] {
  const { methods: own, search } = students[index];
  const { learningRate, weightDecay } = own.distilled.trial;
  return search.filter(
    ({ trial }) =>
      trial.method === 'distilled' &&
      trial.learningRate === learningRate &&
      trial.weightDecay === weightDecay,
  );
}

interface SoftnessValue {
  readonly temperature: number;
  readonly alpha: number;
  readonly value: number;
}

/**
 * Validation errors with each split brought to the mean of all: how hard a split's rows are says nothing of
 * temperature and alpha, and would hide what does.
 */
export function onOneLevel(splits: readonly (readonly SoftnessValue[])[]): SoftnessValue[] {
  const known = splits.filter((values) => values.length > 0);
  const levels = known.map((values) => meanOf(values.map(({ value }) => value)));
  return known.flatMap((values, i) =>
    values.map((own) => ({ ...own, value: own.value - levels[i] + meanOf(levels) })),
  );
}

function sweepPoints({ splits, settings }: DistillationResult, index: number): SweepPoint[] {
  const { temperatures, alphas } = settings.distillation;
  const values = splits.map((split) =>
    softnessRows(split, index)
      .map((row) => ({ ...row.trial, value: validationOf(row) }))
      .filter(({ value }) => Number.isFinite(value)),
  );
  const all = onOneLevel(values);
  return temperatures
    .flatMap((temperature) => alphas.map((alpha) => ({ temperature, alpha })))
    .map(({ temperature, alpha }) => {
      const own = all.filter((point) => point.temperature === temperature && point.alpha === alpha);
      return { temperature, alpha, values: own.map(({ value }) => value) };
    })
    .filter(({ values: found }) => found.length > 0);
}

function bestValidation({ splits }: DistillationResult, index: number, method: Method): number {
  const best = splits.map(({ students }) =>
    Math.min(...students[index].search.filter(({ trial }) => trial.method === method).map(validationOf)),
  );
  return meanOf(best);
}

function sweepFigure(result: DistillationResult, { name }: StudentSummary, index: number): Figure {
  const teacher = meanOf(result.splits.map((split) => split.teacher.validation.ensemble));
  const best = result.splits.map((split) => split.bestPossibleValidation).filter((value) => value !== null);
  return sweepCurves({
    title: `Temperature and alpha on validation, student ${name}`,
    metric,
    bands:
      result.splits.length > 1
        ? 'Mean over splits; bands are 95% intervals, each split brought to the mean of all'
        : 'Mean over seeds; bands are 95% intervals',
    points: sweepPoints(result, index),
    references: [
      { name: 'teacher', role: 'teacher', value: teacher },
      { name: 'from scratch', role: 'scratch', value: bestValidation(result, index, 'scratch') },
      { name: 'label smoothing', role: 'smoothed', value: bestValidation(result, index, 'smoothed') },
      ...(best.length > 0 ? [{ name: 'best possible', role: 'best' as const, value: meanOf(best) }] : []),
    ],
  });
}

function learningFigure({ splits }: DistillationResult): Figure {
  const { split, teacher, students } = splits[0];
  const runs: LearningRun[] = [
    { name: 'teacher, first head', role: 'teacher', history: teacher.history },
    ...methods.map((method): LearningRun => {
      const { history } = students[0].methods[method];
      return { name: methodName(students[0].name, method), role: method, history };
    }),
  ];
  return learningCurves({ title: `Learning curves on split ${split}, first seed`, metric, runs });
}

function choiceLine({ name, temperatures, alphas, temperature, alpha }: StudentSummary): string {
  const all = temperatures.map((t, i) => `T = ${t}, alpha = ${alphas[i]}`);
  const bySplit = all.length === 1 ? '' : ` (split by split: ${all.join('; ')})`;
  return `Student ${name}: T = ${temperature} and alpha = ${alpha} were chosen${bySplit}.`;
}

function textChoiceOf({ split, teacher }: SplitResult): string {
  if (teacher.textChoice === null) return `split ${split}: not compared`;
  const { frozen, fineTuned, chosen } = teacher.textChoice;
  return `split ${split}: ${error(frozen)} as it came, ${error(fineTuned)} fine-tuned, so ${chosen}`;
}

function fineTuningLine({ splits, settings, textSource }: DistillationResult): string[] {
  if (textSource !== 'language-model') return [];
  const histories = splits.map(({ teacher }) => teacher.fineTuning).filter((history) => history !== null);
  if (histories.length === 0)
    return ['The language model is read as it came: it was not fine-tuned on the ratings.'];
  const best = histories.map((history) => Math.min(...history.map(({ validation }) => validation)));
  return [
    `The language model was fine-tuned for ${settings.teacher.fineTuning.epochs} epochs on each split's training ratings (with one head its best validation RMSE was ${best.map(error).join(', ')}). Its vectors as it came and fine-tuned were compared by the first head's validation RMSE: ${splits.map(textChoiceOf).join('; ')}. ${settings.teacher.members} heads were trained on the vectors chosen.`,
  ];
}

/** What validation chose, and how training went. */
export function choicesSection(result: DistillationResult): ReportSection {
  return {
    heading: 'What validation chose',
    paragraphs: [...result.students.map(choiceLine), ...fineTuningLine(result)],
    figures: [
      ...result.students.map((student, index) => sweepFigure(result, student, index)),
      learningFigure(result),
    ],
  };
}
