import { readFileSync } from 'node:fs';
import { InputError } from '../errors';
import { writeFileAtomic } from './atomic-write';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-precision';
import { parseSafetensorsHeader } from './safetensors-header';

/** Numbers of one tensor, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafetensorsFile {
  /** Tensors of type F32, F16 and BF16 by name, as single precision. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Names of the tensors of other types (position numbers, say), which are not read. */
  readonly unread: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

function readValues(bytes: Uint8Array, type: string): Float32Array | null {
  if (type === 'F16') return float16ToFloat32(bytes);
  if (type === 'BF16') return bfloat16ToFloat32(bytes);
  if (type !== 'F32') return null;
  // A view needs an aligned start; only files of other writers can lack it.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/**
 * Reads a safetensors file: names, shapes and numbers, and nothing that could be executed.
 * @throws InputError if the file is missing, cut, damaged or of another format; the message gives the reason
 * @see https://github.com/huggingface/safetensors, section "Format"
 */
export function readSafetensors(path: string): SafetensorsFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a readable safetensors file, found: ${reason}`);
  }
  const { entries, metadata, dataStart } = parseSafetensorsHeader(path, bytes);
  const tensors = new Map<string, StoredTensor>();
  const unread: string[] = [];
  for (const { name, type, shape, start, end } of entries) {
    const values = readValues(bytes.subarray(dataStart + start, dataStart + end), type);
    if (values) tensors.set(name, { shape, values });
    else unread.push(name);
  }
  return { tensors, unread, metadata };
}

function checkStored(path: string, name: string, { shape, values }: StoredTensor): void {
  const size = shape.reduce((product, length) => product * length, 1);
  if (name === '__metadata__') throw new InputError(`${path}: no tensor may be named __metadata__`);
  if (size === values.length) return;
  throw new InputError(
    `${path}: tensor "${name}" [${shape.join(', ')}] must have ${size} values, found ${values.length}`,
  );
}

/**
 * Writes tensors as F32 safetensors, whole or not at all.
 * @param metadata strings kept in the header
 * @throws InputError if a tensor's values do not fill its shape
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>>,
): void {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let position = 0;
  for (const [name, tensor] of tensors) {
    checkStored(path, name, tensor);
    const end = position + tensor.values.byteLength;
    header[name] = { dtype: 'F32', shape: tensor.shape, data_offsets: [position, end] };
    position = end;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  // Spaces up to a multiple of 8 keep the numbers aligned, so that readers need not copy them.
  const paddedLength = Math.ceil(json.length / 8) * 8;
  const file = Buffer.alloc(8 + paddedLength + position, ' ');
  file.writeBigUInt64LE(BigInt(paddedLength), 0);
  json.copy(file, 8);
  let offset = 8 + paddedLength;
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  writeFileAtomic(path, file);
}
