import { InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import { lowRank } from './low-rank';
import { isIndices, type ModelContents } from './model-contents';
import { tableOf } from './packed-tensor';

/** Tables of fewer rows are weights between layers, which have little to gain. */
const FEWEST_ROWS = 100;

/** As X.left and X.right where that takes fewer numbers. */
function factors(name: string, tensor: StoredTensor, rank: number): [string, StoredTensor][] {
  const table = tableOf(tensor);
  const isLong = table !== null && table.rows >= FEWEST_ROWS && !isIndices(name);
  if (!isLong || rank * (table.rows + table.width) >= tensor.values.length) return [[name, tensor]];
  const { left, right } = lowRank({ values: tensor.values, width: table.width, rank });
  return [
    [`${name}.left`, { shape: [table.rows, rank], values: left }],
    [`${name}.right`, { shape: [rank, table.width], values: right }],
  ];
}

/**
 * The model with its tables of at least 100 rows as products of rank `rank`.
 * @throws InputError where that would make no table smaller
 */
export function lowRankModel(contents: ModelContents, rank: number): ModelContents {
  const tensors = new Map([...contents.tensors].flatMap(([name, tensor]) => factors(name, tensor, rank)));
  if (tensors.size > contents.tensors.size) {
    const { description } = contents;
    const saved = sizeOf(contents.tensors) - sizeOf(tensors);
    return { ...contents, tensors, description: { ...description, weights: description.weights - saved } };
  }
  throw new InputError(
    `low-rank:${rank}: expected a rank that makes a table smaller, found none among ${[...tensors.keys()].join(', ')}; give a lower rank`,
  );
}

/** Numbers of what was trained; tables of text and features were not. */
function sizeOf(tensors: ReadonlyMap<string, StoredTensor>): number {
  const trained = [...tensors].filter(([name]) => !isIndices(name) && !/-(text|features)(\.|$)/.test(name));
  return trained.reduce((sum, [, { values }]) => sum + values.length, 0);
}
