import type { Split } from '../data/split';
import { subsampleTrain } from '../data/splits/subsample-train';
import type { ShareResult } from './distillation-result';
import type { SplitResult } from './result';
import type { RunSplitOptions } from './run-split';
import { finishSplit } from './stored-split';

/** The split with that share of its training and validation rows; the split itself for a share of 1. */
export function splitOfShare(split: Split, share: number, seed: number): Split {
  return share === 1 ? split : subsampleTrain({ split, share, seed });
}

/**
 * Teacher and first student with a share of the training rows each, on the same test rows; all is searched anew for
 * each share.
 * @param options.whole the result on all training rows, taken for a share of 1
 */
export async function runLabelShares(
  options: Omit<RunSplitOptions, 'finalTest'> & {
    readonly shares: readonly number[];
    readonly whole: SplitResult;
  },
): Promise<ShareResult[]> {
  const { shares, whole, split, settings, seed } = options;
  const own = { ...settings, student: { ...settings.student, students: [settings.student.students[0]] } };
  const points: ShareResult[] = [];
  for (const share of [...shares].sort((a, b) => b - a)) {
    const part = splitOfShare(split, share, seed);
    const result = share === 1 ? whole : await finishSplit({ ...options, split: part, settings: own });
    points.push(pointOf(share, result));
  }
  return points;
}

function pointOf(share: number, { rows, teacher, students }: SplitResult): ShareResult {
  const { name, methods } = students[0];
  const { temperature, alpha } = methods.distilled.trial;
  return {
    share,
    rows: rows.train,
    student: name,
    teacher: teacher.scores.rmse,
    scratch: methods.scratch.scores.map(({ rmse }) => rmse),
    distilled: methods.distilled.scores.map(({ rmse }) => rmse),
    temperature,
    alpha,
  };
}
