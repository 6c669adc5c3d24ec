import { type ReportSection, type Row, type SizedModel, sizeAgainstError, type Table } from '../../plot';
import type { DistillationResult, MethodSummary, StudentSummary } from '../distillation-result';
import { methods } from '../student-trial';
import { intervalOver, meanOf } from '../summarise';
import { errorWithInterval, methodName, overWhat } from './words';

function scoresOf({ interval, mae, accuracy, logLoss, ece }: MethodSummary): Row {
  return { RMSE: errorWithInterval(interval), MAE: mae, accuracy, 'log-loss': logLoss, ECE: ece };
}

function studentRows(student: StudentSummary): Row[] {
  const { name, weights, sizeBytes, latency, temperature, alpha, p } = student;
  return methods.map((method) => {
    const isDistilled = method === 'distilled';
    return {
      model: methodName(name, method),
      ...scoresOf(student[method]),
      T: isDistilled ? temperature : null,
      alpha: isDistilled ? alpha : null,
      'p against scratch': isDistilled ? (p < 0.001 ? '< 0.001' : p.toFixed(3)) : null,
      weights,
      'bytes on disk': sizeBytes,
      'p50 (ms)': latency.p50Ms.toFixed(2),
      'p95 (ms)': latency.p95Ms.toFixed(2),
    };
  });
}

/** Teacher and students, each way of training, in one table. */
export function resultsTable(result: DistillationResult): Table {
  const { teacher, baseline, bestPossibleRmse } = result;
  const { weights, latency } = teacher;
  const speed = { 'p50 (ms)': latency.p50Ms.toFixed(2), 'p95 (ms)': latency.p95Ms.toFixed(2) };
  const best: Row[] =
    bestPossibleRmse === null ? [] : [{ model: 'best possible', RMSE: bestPossibleRmse.toFixed(4) }];
  return {
    caption: `Test errors, means over ${overWhat(result)} with 95% intervals; latency: all items scored for one user`,
    digits: 4,
    rows: [
      ...best,
      {
        model: 'teacher',
        ...scoresOf(teacher),
        T: null,
        alpha: null,
        'p against scratch': null,
        weights,
        'bytes on disk': null,
        ...speed,
      },
      { model: 'mean and biases', RMSE: baseline.rmse.toFixed(4) },
      ...result.students.flatMap(studentRows),
    ],
  };
}

const costs = ['weights', 'bytes on disk', 'p50 (ms)', 'p95 (ms)'];

/** The columns that pass, of the rows that have something in them besides the model's name. */
function withColumns(rows: readonly Row[], passes: (column: string) => boolean): Row[] {
  return rows
    .map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => name === 'model' || passes(name))),
    )
    .filter((row) => Object.keys(row).length > 1);
}

function errorsTable(result: DistillationResult): Table {
  const { rows, digits } = resultsTable(result);
  const caption = `Test errors, means over ${overWhat(result)} with 95% intervals`;
  return { caption, digits, rows: withColumns(rows, (name) => !costs.includes(name)) };
}

/** A student's cost is the same however it was trained. */
function costsTable(result: DistillationResult): Table {
  const { rows, digits } = resultsTable(result);
  const ofModels = withColumns(rows, (name) => costs.includes(name));
  const shown = ofModels.filter(({ model }) => model === 'teacher' || String(model).endsWith('distilled'));
  return { caption: 'Size, and the time to score all items for one user', digits, rows: shown };
}

/** Test RMSE split by split, means over seeds. */
export function foldTable({ splits, settings }: DistillationResult): Table {
  const rows = splits.map(({ split, rows: sizes, teacher, students }) => ({
    split,
    'test ratings': sizes.test,
    teacher: teacher.scores.rmse,
    ...Object.fromEntries(
      settings.student.students.flatMap((name, index) =>
        methods.map((method) => [
          methodName(name, method),
          meanOf(students[index].methods[method].scores.map(({ rmse }) => rmse)),
        ]),
      ),
    ),
  }));
  return { caption: 'Test RMSE split by split, means over seeds', digits: 4, rows };
}

function sizedModels({ teacher, students }: DistillationResult): SizedModel[] {
  const values = (summary: MethodSummary) =>
    summary.values.length > 1 ? summary.values.map(meanOf) : summary.values[0];
  return [
    { name: 'teacher', role: 'teacher', size: teacher.weights, values: values(teacher) },
    ...students.flatMap((student) =>
      (['scratch', 'distilled'] as const).map(
        (method): SizedModel => ({
          name: methodName(student.name, method),
          role: method,
          size: student.weights,
          values: values(student[method]),
        }),
      ),
    ),
  ];
}

function testLines({ students }: DistillationResult): string[] {
  return students.map(({ name, tests: { foldMeans, foldSeedPairs, bootstrap } }) => {
    const parts = [
      ...(foldMeans === null
        ? []
        : [`over the means of ${foldMeans.count} folds p = ${foldMeans.p.toPrecision(2)}`]),
      ...(foldSeedPairs === null
        ? []
        : [
            `over ${foldSeedPairs.count} ${foldMeans === null ? 'seeds' : 'pairs of fold and seed'} p = ${foldSeedPairs.p.toPrecision(2)}`,
          ]),
      `over resampled test users, first seed, the difference lies in ${bootstrap.map(({ low, high }) => `[${low.toFixed(4)}, ${high.toFixed(4)}]`).join(', ')} 95 times out of 100`,
    ];
    return `Distilled against scratch, ${name}: ${parts.join('; ')}.`;
  });
}

function withoutLine({ students }: DistillationResult): string {
  const each = students.map(
    ({ name, distilled, withoutTestPairs }) =>
      `${name} distilled reaches ${errorWithInterval(intervalOver(withoutTestPairs.values))} in place of ${distilled.rmse.toFixed(4)}`,
  );
  return `Pairs that nobody rated in training may hold test pairs (never their ratings). Without any test pair among them, ${each.join(', ')}.`;
}

export function resultsSection(result: DistillationResult): ReportSection {
  const perFold = result.splits.length > 1 ? [foldTable(result)] : [];
  return {
    heading: 'Results on the test part',
    paragraphs: [
      'Each way of training a student had the same epochs, the same early stopping and the same search over learning rate and weight decay; the distilled one then searched temperature and alpha.',
      ...testLines(result),
      withoutLine(result),
    ],
    tables: [errorsTable(result), costsTable(result), ...perFold],
    figures: [
      sizeAgainstError({
        title: 'Size against error',
        metric: 'test RMSE (rating points)',
        sizeTitle: 'weights',
        models: sizedModels(result),
      }),
    ],
  };
}
