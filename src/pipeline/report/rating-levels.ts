import type { Calibration, CalibrationBin } from '../../evaluate';
import { confusionHeatmap, type ReportSection, reliabilityDiagram, type Table } from '../../plot';
import type { DistillationResult } from '../distillation-result';
import type { MethodResult, TeacherResult } from '../result';
import { methods } from '../student-trial';
import { methodName } from './words';

type Reported = Pick<MethodResult | TeacherResult, 'report' | 'reliability'>;

/** Rows of all splits, first seed. */
function addedConfusion(parts: readonly Reported[]): number[][] {
  const [first, ...rest] = parts.map(({ report }) => report.confusion);
  return first.map((row, t) => row.map((cases, p) => rest.reduce((sum, other) => sum + other[t][p], cases)));
}

/** The bins of all splits as one curve. */
function pooledCalibration(parts: readonly Reported[]): Calibration {
  const rows = parts.flatMap(({ reliability }) => reliability).reduce((sum, bin) => sum + bin.count, 0);
  const bins = parts[0].reliability.map((_, b) => pooledBin(parts.map(({ reliability }) => reliability[b])));
  const ece = bins.reduce(
    (sum, { count, accuracy, confidence }) =>
      sum + (count / rows) * Math.abs((accuracy ?? 0) - (confidence ?? 0)),
    0,
  );
  return { ece, bins };
}

function pooledBin(bins: readonly CalibrationBin[]): CalibrationBin {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const mean = (value: (bin: CalibrationBin) => number | null) =>
    count === 0 ? null : bins.reduce((sum, bin) => sum + bin.count * (value(bin) ?? 0), 0) / count;
  const { from, to } = bins[0];
  return {
    from,
    to,
    count,
    confidence: mean((bin) => bin.confidence),
    accuracy: mean((bin) => bin.accuracy),
  };
}

function perLevelTable(name: string, parts: readonly Reported[], levels: readonly number[]): Table {
  const confusion = addedConfusion(parts);
  const rows = levels.map((level, c) => {
    const support = confusion[c].reduce((sum, cases) => sum + cases, 0);
    const predicted = confusion.reduce((sum, row) => sum + row[c], 0);
    const hits = confusion[c][c];
    const ratio = (whole: number) => (whole === 0 ? '0.000' : (hits / whole).toFixed(3));
    const f1 = support + predicted === 0 ? 0 : (2 * hits) / (support + predicted);
    return { level, precision: ratio(predicted), recall: ratio(support), F1: f1.toFixed(3), support };
  });
  return { caption: `The most probable level as the prediction: ${name}`, digits: 3, rows };
}

/** How well single rating levels are told, and whether the probabilities mean what they say. */
export function ratingLevelsSection({ splits, data }: DistillationResult): ReportSection {
  const { levels } = data;
  const student = splits[0].students[0].name;
  const teacher = splits.map((split) => split.teacher);
  const distilled = splits.map(({ students }) => students[0].methods.distilled);
  const distilledName = methodName(student, 'distilled');
  return {
    heading: 'Rating levels and calibration',
    paragraphs: ['First seed, test rows of all splits together.'],
    tables: [perLevelTable('teacher', teacher, levels), perLevelTable(distilledName, distilled, levels)],
    figures: [
      confusionHeatmap({ title: 'Confusion, teacher', confusion: addedConfusion(teacher), levels }),
      confusionHeatmap({
        title: `Confusion, ${distilledName}`,
        confusion: addedConfusion(distilled),
        levels,
      }),
      reliabilityDiagram({
        title: 'Reliability',
        curves: [
          { name: 'teacher', role: 'teacher', calibration: pooledCalibration(teacher) },
          ...methods.map((method) => ({
            name: methodName(student, method),
            role: method,
            calibration: pooledCalibration(splits.map(({ students }) => students[0].methods[method])),
          })),
        ],
      }),
    ],
  };
}
