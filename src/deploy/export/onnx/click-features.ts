import type { ClickField } from '../../../data/click/click-table';
import type { TableSharing } from '../../../models';
import type { ModelNumbers } from '../model-numbers';
import { compactVectors } from './compact-vectors';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import { initializerOf } from './layers';

/** What every click graph reads. */
export interface ClickInputs {
  readonly fields: readonly ClickField[];
  readonly numeric: number;
  /** [batch, fields], each within its own field */
  readonly ids: GraphValue;
  /** [batch, numeric fields]; null where no field has a number */
  readonly numbers: GraphValue | null;
}

export function clickInputs(g: GraphFormulas, fields: readonly ClickField[]): ClickInputs {
  const { builder } = g;
  const names = (own: readonly ClickField[]) => own.map(({ name }) => name).join(', ');
  const numeric = fields.filter(({ kind }) => kind === 'numeric');
  const ids = builder.input({
    ...{ name: 'ids', type: 'int64', shape: ['batch', fields.length] },
    about: `ids as the model's encoding gives them, of ${names(fields)}`,
  });
  const sizes = builder.integers(fields.map(({ size }) => size));
  const shape = ['batch', numeric.length];
  const about = `standardised numbers as the model's encoding gives them, of ${names(numeric)}`;
  const numbers =
    numeric.length === 0 ? null : builder.input({ name: 'numbers', type: 'float32', shape, about });
  return { fields, numeric: numeric.length, ids: g.checkedIds(ids, sizes), numbers };
}

/** All fields' ids counted through, [batch, fields]. */
function countedThrough(g: GraphFormulas, { fields, ids }: ClickInputs): GraphValue {
  let from = 0;
  const offsets = fields.map(({ size }) => {
    from += size;
    return from - size;
  });
  return g.add(ids, g.builder.integers(offsets));
}

/** The vectors of a batch's ids: [batch, fields, width] */
export function fieldVectors(g: GraphFormulas, numbers: ModelNumbers, inputs: ClickInputs): GraphValue {
  const { builder } = g;
  const sharing = numbers.common().sharing as TableSharing;
  const table = initializerOf(builder, numbers.named('embeddings'));
  if (sharing.kind === 'shared') return g.rows(table, inputs.ids);
  const all = countedThrough(g, inputs);
  if (sharing.kind === 'per-field') return g.rows(table, all);
  const sizes = inputs.fields.map(({ size }) => size);
  return compactVectors(g, { name: 'rows of ids', table, sizes, rows: sharing }, all);
}

/** Vectors of ids, then number · vector of each numeric field: [batch, fields + numeric, width] */
export function featureVectors(g: GraphFormulas, numbers: ModelNumbers, inputs: ClickInputs): GraphValue {
  const ofIds = fieldVectors(g, numbers, inputs);
  if (inputs.numbers === null) return ofIds;
  const vectors = initializerOf(g.builder, numbers.named('number-vectors'));
  return g.concat([ofIds, g.multiply(g.unsqueeze(inputs.numbers, [2]), vectors)], 1);
}

/** Vectors of ids side by side, then the numbers: [batch, fields · width + numeric] */
export function flatFeatures(g: GraphFormulas, numbers: ModelNumbers, inputs: ClickInputs): GraphValue {
  const { shape } = numbers.named('embeddings');
  const flat = g.reshape(fieldVectors(g, numbers, inputs), [0, inputs.fields.length * shape[1]]);
  return inputs.numbers === null ? flat : g.concat([flat, inputs.numbers], 1);
}
