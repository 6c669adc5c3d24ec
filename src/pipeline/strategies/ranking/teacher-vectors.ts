import { InputError } from '../../../errors';
import type { RankingStrategyMaterial } from './ranking-strategy-material';

/** Why what compares vectors cannot run; null where it can. */
export function noHidden({ soft }: RankingStrategyMaterial): string | null {
  return soft.teacher.hidden && soft.teacher.itemVectors
    ? null
    : "none of the teacher's vectors were stored: it says rankings alone";
}

/** Width of the teacher's stored vectors. */
export function teacherWidth(material: RankingStrategyMaterial): number {
  const { hidden } = material.soft.teacher;
  if (hidden) return hidden.width;
  throw new InputError(noHidden(material) ?? '');
}
