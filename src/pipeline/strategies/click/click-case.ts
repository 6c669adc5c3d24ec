import type { ClickModel } from '../../../models/click/click-model';
import type { StrategyCase } from '../strategy-case';
import type { ClickStrategyMaterial } from './click-strategy-material';

/** A strategy on clicks. */
export type ClickCase = StrategyCase<ClickStrategyMaterial, ClickModel>;

/** Why a student without hidden layers, or beside a teacher that shows none, cannot learn by layers. */
export function excuseOfLayers(material: ClickStrategyMaterial, student: string): string | null {
  if (student !== 'mlp') return `${student} has no hidden layers to match`;
  return material.said.hiddenLayers === undefined ? 'no member of the teacher shows its layers' : null;
}
