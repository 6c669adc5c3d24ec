import type { StoredTensor } from '../../files/safetensors';

/** A tensor as it lies in a compressed file: little-endian, row-major. */
export interface PackedTensor {
  readonly type: 'F32' | 'F16' | 'I8' | 'U8';
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The tensors that stand for one of a model's own, by their names in the file. */
export type PackedTensors = ReadonlyMap<string, PackedTensor>;

const elementTypes = new Map<string, PackedTensor['type']>([
  ['Float32Array', 'F32'],
  ['Uint16Array', 'F16'],
  ['Int8Array', 'I8'],
  ['Uint8Array', 'U8'],
]);

/** @param values half precision as the bits of its numbers, in a Uint16Array */
export function packed(
  shape: readonly number[],
  values: Float32Array | Uint16Array | Int8Array | Uint8Array,
): PackedTensor {
  const type = elementTypes.get(values.constructor.name) as PackedTensor['type'];
  return { type, shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** Rows and columns, where a tensor is a table of more than one of each. */
export function tableOf({ shape }: StoredTensor): { readonly rows: number; readonly width: number } | null {
  if (shape.length !== 2 || shape[0] < 2 || shape[1] < 2) return null;
  return { rows: shape[0], width: shape[1] };
}
