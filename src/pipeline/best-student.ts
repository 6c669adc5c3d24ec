import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StudentName } from '../models/rating/create-student';
import type { SplitResult, StudentResult } from './result';

function validationOf({ search }: StudentResult): number {
  const own = search.filter(({ trial }) => trial.method === 'distilled');
  return Math.min(...own.map(({ metrics }) => metrics.validationRmse ?? Number.POSITIVE_INFINITY));
}

/**
 * Puts the distilled student that validation likes best, of the first split and seed, into `model` in the out
 * folder.
 */
export function keepBestStudent({ split, students }: SplitResult, outFolder: string): StudentName {
  const best = students.reduce((a, b) => (validationOf(b) < validationOf(a) ? b : a));
  const folder = join(outFolder, 'model');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(outFolder, 'models', split, best.name), folder, { recursive: true });
  return best.name;
}
