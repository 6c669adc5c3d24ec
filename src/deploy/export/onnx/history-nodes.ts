import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';

/** What a graph reads of histories [batch, length]. */
export interface HistoryNodes {
  /** As it came in, -1 behind the youngest item. */
  readonly raw: GraphValue;
  /** [batch, length], 0 behind the youngest item */
  readonly ids: GraphValue;
  /** [batch, length], 1 where an item stands, else 0 */
  readonly known: GraphValue;
  /** [batch, 1], whole numbers */
  readonly lengths: GraphValue;
  /** [length]: 0, 1, … */
  readonly places: GraphValue;
}

/** The input `history`; a gap before the youngest item, or an item that is none, is an error of the runtime. */
export function historyInput(g: GraphFormulas, items: number): HistoryNodes {
  const { builder } = g;
  const raw = builder.input({
    ...{ name: 'history', type: 'int64', shape: ['batch', 'length'] },
    about: 'rows of items in the vocabulary, from 0, oldest first; -1 fills up on the right',
  });
  const isItem = builder.node('GreaterOrEqual', [raw, builder.integers([0], [])]);
  const lengths = g.sumOver(builder.node('Cast', [isItem], { to: 7 }), [1], { keeps: true });
  const places = g.countTo(g.sizeOf(raw, 1));
  const isKnown = builder.node('Less', [places, lengths]);
  const checked = g.checkedIds(raw, builder.integers([items], []));
  return {
    ...{ raw, lengths, places, known: g.toFloat(isKnown) },
    ids: g.where(isKnown, checked, builder.integers([0], [])),
  };
}

/** The row at one place of each sequence: [batch, length, d], places [batch, 1] -> [batch, d]; zeros for place -1. */
export function rowAt(
  g: GraphFormulas,
  rows: GraphValue,
  { places, at }: { places: GraphValue; at: GraphValue },
): GraphValue {
  const isAt = g.unsqueeze(g.sameAs(places, at), [1]); // [batch, 1, length]
  return g.squeeze(g.matMul(isAt, rows), [1]);
}

/** Σ_p decay^(n-p) v_{s_p} / Σ_p decay^(n-p), zeros for an empty history: [batch, d] */
export function historyMean(
  g: GraphFormulas,
  history: HistoryNodes,
  { itemVectors, decay }: { itemVectors: GraphValue; decay: number },
): GraphValue {
  const { builder } = g;
  const last = g.subtract(history.lengths, builder.integers([1], []));
  const age = g.larger(g.toFloat(g.subtract(last, history.places)), builder.number(0)); // [batch, length]
  const weights = g.multiply(builder.node('Pow', [builder.number(decay), age]), history.known);
  // The youngest item weighs 1, so that only an empty history's sum is below it.
  const total = g.larger(g.sumOver(weights, [1], { keeps: true }), builder.number(1));
  const shares = g.unsqueeze(g.divide(weights, total), [1]); // [batch, 1, length]
  return g.squeeze(g.matMul(shares, g.rows(itemVectors, history.ids)), [1]);
}
