import type { ModelNumbers } from '../model-numbers';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import type { HistoryNodes } from './history-nodes';

/** ONNX wants the update gate first, then reset and candidate; here reset stands first. */
function updateFirst(values: Float32Array): Float32Array {
  const part = values.length / 3;
  const gate = (k: number) => values.subarray(k * part, (k + 1) * part);
  return Float32Array.from([...gate(1), ...gate(0), ...gate(2)]);
}

/** One GRU layer over [length, batch, d]: all places' states, and each sequence's last one [1, batch, d]. */
function gruLayer(
  g: GraphFormulas,
  numbers: ModelNumbers,
  options: { readonly layer: number; readonly x: GraphValue; readonly lengths: GraphValue },
): { states: GraphValue; last: GraphValue } {
  const { builder } = g;
  const d = numbers.number('dimensions');
  const name = `gru-${options.layer}`;
  const part = (own: string) => updateFirst(numbers.tensor(`${name}/${own}`).values);
  const inputs = [
    options.x,
    builder.weights(`${name}/input`, [1, 3 * d, d], part('input')),
    builder.weights(`${name}/state`, [1, 3 * d, d], part('state')),
    builder.weights(
      `${name}/bias`,
      [1, 6 * d],
      Float32Array.from([...part('input-bias'), ...part('state-bias')]),
    ),
    options.lengths,
  ];
  const attributes = { hidden_size: d, linear_before_reset: 1 };
  const [states, last] = builder.nodeWithOutputs('GRU', inputs, attributes, 2);
  return { states: g.squeeze(states, [1]), last };
}

/** The last state of each history, [batch, d]; zeros for an empty one. */
export function gruState(
  g: GraphFormulas,
  numbers: ModelNumbers,
  options: { readonly history: HistoryNodes; readonly vectors: GraphValue },
): GraphValue {
  const { history, vectors } = options;
  const lengths = g.builder.node('Cast', [g.squeeze(history.lengths, [1])], { to: 6 });
  let x = g.transpose(vectors, [1, 0, 2]);
  let last = x;
  for (let layer = 0; layer < numbers.number('layers'); layer++) {
    const run = gruLayer(g, numbers, { layer, x, lengths });
    [x, last] = [run.states, run.last];
  }
  const isEmpty = g.builder.node('Equal', [history.lengths, g.builder.integers([0], [])]);
  return g.where(isEmpty, g.builder.number(0), g.squeeze(last, [0]));
}
