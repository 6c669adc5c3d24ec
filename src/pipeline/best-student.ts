import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StudentName } from '../models/rating/create-student';
import { writeItemTitles } from '../models/rating/item-titles';
import type { SplitResult, StudentResult } from './result';

function validationOf({ search }: StudentResult): number {
  const own = search.filter(({ trial }) => trial.method === 'distilled');
  return Math.min(...own.map(({ metrics }) => metrics.validationRmse ?? Number.POSITIVE_INFINITY));
}

/**
 * Puts the distilled student that validation likes best, of the first split and seed, into `model` in the out
 * folder, with the items' titles.
 */
export function keepBestStudent(options: {
  readonly result: SplitResult;
  readonly itemTexts: readonly string[];
  readonly outFolder: string;
}): StudentName {
  const { result, itemTexts, outFolder } = options;
  const { split, students } = result;
  const best = students.reduce((a, b) => (validationOf(b) < validationOf(a) ? b : a));
  const folder = join(outFolder, 'model');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(outFolder, 'models', split, best.name), folder, { recursive: true });
  writeItemTitles({ folder, texts: itemTexts });
  return best.name;
}
