import { checkOptions, InputError } from '../../errors';
import type { StoredTensor } from '../../files/safetensors';
import type { ClipRule } from './clip';
import { packExactly, packFloat16 } from './float16';
import { packInt4 } from './int4-groups';
import { packInt8, SMALL } from './int8-rows';
import { lowRankModel } from './low-rank-model';
import { packMasked } from './magnitude-mask';
import type { CompressionMethod } from './method';
import { isIndices, type ModelContents } from './model-contents';
import { type PackedTensor, type PackedTensors, packed, tableOf } from './packed-tensor';
import { withoutRareItems } from './rare-ids';

/** Ways that train the model again; what they give holds the numbers to be stored. */
export interface Retraining {
  /** With this share of the numbers of each table at 0. */
  pruned(contents: ModelContents, share: number): Promise<ModelContents>;
  /** With so many rows an item. */
  hashed(contents: ModelContents, rowsAnItem: number): Promise<ModelContents>;
}

export interface ChangeModelOptions {
  readonly contents: ModelContents;
  readonly method: CompressionMethod;
  /** Interactions in training, [items], for `rare-ids`. */
  readonly counts: ArrayLike<number>;
  /** For `prune` and `hashed`. */
  readonly retraining: Retraining;
}

export interface PackModelOptions {
  readonly contents: ModelContents;
  readonly method: CompressionMethod;
  /** How large numbers are cut off by int8 and int4. */
  readonly clip: ClipRule;
  /** What real requests ask of a table's columns, by the tensor's name; tables that are not named are asked evenly. */
  readonly columnWeights: ReadonlyMap<string, Float64Array>;
}

/**
 * A model after a method's changes, in their order; nothing is packed yet.
 * @throws InputError where the model's kind does not allow a change
 */
export async function changeModel(options: ChangeModelOptions): Promise<ModelContents> {
  checkOptions('changeModel', options, ['contents', 'method', 'counts', 'retraining']);
  const { method, counts, retraining } = options;
  let { contents } = options;
  for (const { kind, amount } of method.changes) {
    if (kind === 'rare-ids') contents = withoutRareItems(contents, { counts, fewest: amount });
    else if (kind === 'low-rank') contents = lowRankModel(contents, amount);
    else if (kind === 'prune') contents = await retraining.pruned(contents, amount);
    else contents = await retraining.hashed(contents, amount);
  }
  return contents;
}

/**
 * A changed model's tensors in the form that its method says. Indices and counts stay exact; what is no table of at
 * least 512 numbers lies in half precision, as its share of the bytes is small.
 * @throws InputError where a number is not finite
 */
export function packModel(options: PackModelOptions): PackedTensors {
  checkOptions('packModel', options, ['contents', 'method', 'clip', 'columnWeights']);
  return new Map([...options.contents.tensors].flatMap(([name, tensor]) => packOne(name, tensor, options)));
}

function packOne(
  name: string,
  tensor: StoredTensor,
  { method, clip, columnWeights }: PackModelOptions,
): [string, PackedTensor][] {
  const bad = tensor.values.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    throw new InputError(`packModel: tensor "${name}" holds ${tensor.values[bad]}; expected finite numbers`);
  if (isIndices(name)) return [[name, packExactly(tensor)]];
  const table = tableOf(tensor);
  const isPruned = method.changes.some(({ kind }) => kind === 'prune');
  if (isPruned && table !== null && tensor.values.length >= SMALL)
    return packMasked(name, { values: tensor.values, width: table.width });
  const how = { calibration: clip, columnWeights: columnWeights.get(name) ?? null };
  if (method.storedAs === 'int8') return packInt8(name, tensor, how);
  if (method.storedAs === 'int4') return packInt4(name, tensor, { ...how, groupWidth: method.groupWidth });
  if (method.storedAs === 'float16') return [[name, packFloat16(tensor)]];
  return [[name, packed(tensor.shape, tensor.values)]];
}
