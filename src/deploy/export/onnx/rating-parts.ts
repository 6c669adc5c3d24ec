import type { ModelNumbers } from '../model-numbers';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import { dense } from './layers';

/** Row numbers of the pairs, each checked against its table. */
export interface PairRows {
  readonly users: GraphValue;
  readonly items: GraphValue;
}

/** scores [pairs, 1] -> [pairs, classes] */
export function ordinalHead(g: GraphFormulas, numbers: ModelNumbers, scores: GraphValue): GraphValue {
  return dense(g, scores, numbers.named('head/direction'), numbers.named('head/offsets'));
}
