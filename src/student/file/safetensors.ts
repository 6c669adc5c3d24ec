import { check, StudentError } from '../student-error';

/** Bytes an element of each type that students are stored in. */
const elementBytes: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, I8: 1, U8: 1 };

export interface RawTensor {
  readonly type: string;
  readonly shape: readonly number[];
  /** Little-endian, row-major; a view into the file. */
  readonly bytes: Uint8Array;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((x) => Number.isSafeInteger(x) && x >= 0);

function headerOf(where: string, bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  check(bytes.length >= 10, where, 'at least 10 bytes of safetensors', bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  check(length <= bytes.length - 8, where, `a header within ${bytes.length} bytes`, `one of ${length}`);
  const start = 8 + length;
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    throw new StudentError(where, 'a header of JSON', 'something else', 'the file is damaged or no model');
  }
  check(isRecord(header), where, 'a header that is an object', header);
  return { header, start };
}

function tensorOf(where: string, entry: unknown, data: Uint8Array): RawTensor {
  check(isRecord(entry), where, 'dtype, shape and data_offsets', entry);
  const { dtype, shape, data_offsets: offsets } = entry;
  const known = typeof dtype === 'string' && Object.hasOwn(elementBytes, dtype);
  check(known, where, `a dtype of ${Object.keys(elementBytes).join(', ')}`, dtype);
  check(isCounts(shape) && shape.length > 0, where, 'a shape of whole numbers', shape);
  check(isCounts(offsets) && offsets.length === 2, where, 'two data_offsets', offsets);
  const [from, to] = offsets;
  const size = shape.reduce((product, length) => product * length, elementBytes[dtype as string]);
  check(to - from === size, where, `${size} bytes for ${dtype} [${shape}]`, to - from);
  check(to <= data.length, where, `data within ${data.length} bytes`, `data up to ${to}`);
  return { type: dtype as string, shape, bytes: data.subarray(from, to) };
}

/**
 * Reads a safetensors file: 8 bytes of little-endian length, a header of JSON, then the tensors' bytes with no hole, no
 * overlap and no rest.
 * @throws StudentError if the bytes are cut, damaged or something else
 * @see https://github.com/huggingface/safetensors, section "Format"
 */
export function readSafetensors(where: string, bytes: Uint8Array): Map<string, RawTensor> {
  const { header, start } = headerOf(where, bytes);
  const data = bytes.subarray(start);
  const tensors = new Map<string, RawTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, tensorOf(`${where}, tensor "${name}"`, entry, data));
  }
  let end = 0;
  const inOrder = [...tensors.values()].sort(
    (a, b) => a.bytes.byteOffset - b.bytes.byteOffset || a.bytes.length - b.bytes.length,
  );
  for (const { bytes: own } of inOrder) {
    const from = own.byteOffset - data.byteOffset;
    check(from === end, where, `a tensor at byte ${end} of the data`, `one at ${from}`);
    end += own.length;
  }
  check(end === data.length, where, `${end} bytes of tensors`, data.length);
  return tensors;
}
