import { readFileSync } from 'node:fs';
import { checkOptions, InputError } from '../../errors';
import { descriptionKey, formatVersion, logitColumn, type SoftTargetsDescription } from './parquet-format';
import { isSealed } from './seal';
import type { SoftTargets, SoftTargetsSource } from './soft-targets';

function refuse(path: string, expected: string, found: string): never {
  throw new InputError(
    `${path}: expected ${expected}, found ${found}; delete the file and have the teacher score again`,
  );
}

/** The bytes of a file that is one of soft targets, with no byte changed. */
function readSealed(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError(
      `${path}: expected a file of soft targets that can be read: ${(error as Error).message}`,
    );
  }
  if (isSealed(bytes)) return bytes;
  const isParquet = bytes.length > 8 && bytes.toString('latin1', bytes.length - 4) === 'PAR1';
  if (bytes.includes(descriptionKey))
    refuse(path, 'the content that was written', 'damaged bytes (the checksum differs)');
  if (isParquet) refuse(path, 'a file of soft targets', 'a Parquet file without their description');
  refuse(
    path,
    'a whole file of soft targets',
    `${bytes.length} bytes without a description, cut or of another kind`,
  );
}

/** Refuses soft targets that another teacher gave, or for other data. */
function checkDescription(path: string, found: SoftTargetsDescription, expected: SoftTargetsSource): void {
  if (found.version !== formatVersion) refuse(path, `format version ${formatVersion}`, String(found.version));
  for (const name of ['teacher', 'data', 'split', 'classes'] as const) {
    if (found[name] === expected[name]) continue;
    refuse(path, `soft targets for ${name} ${expected[name]}`, `${name} ${found[name]}`);
  }
}

/** Where a column's values go: row i of the column stands at `offset + i * stride`. */
interface Place {
  readonly target: Int32Array | Uint8Array | Float32Array;
  readonly offset: number;
  readonly stride: number;
}

/** Arrays for soft targets, and where each column's values go in them. */
function allocate(description: SoftTargetsDescription): {
  softTargets: SoftTargets;
  places: ReadonlyMap<string, Place>;
} {
  const { teacher, data, split, classes, pairs } = description;
  const users = new Int32Array(pairs);
  const items = new Int32Array(pairs);
  const observed = new Uint8Array(pairs);
  const logits = new Float32Array(pairs * classes);
  const places = new Map<string, Place>([
    ['user', { target: users, offset: 0, stride: 1 }],
    ['item', { target: items, offset: 0, stride: 1 }],
    ['observed', { target: observed, offset: 0, stride: 1 }],
  ]);
  for (let c = 0; c < classes; c++)
    places.set(logitColumn(c), { target: logits, offset: c, stride: classes });
  return { softTargets: { teacher, data, split, classes, users, items, observed, logits }, places };
}

/**
 * Reads soft targets and refuses those that are damaged, cut, of another kind, or another teacher's.
 * @param options.expected the teacher, data, split and classes that the reader can use
 * @throws InputError naming the file, what was expected and what was found
 */
export async function readSoftTargets(options: {
  readonly path: string;
  readonly expected: SoftTargetsSource;
}): Promise<SoftTargets> {
  checkOptions('readSoftTargets', options, ['path', 'expected']);
  const { path, expected } = options;
  const bytes = readSealed(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { parquetMetadata, parquetRead } = await import('hyparquet');
  const metadata = parquetMetadata(file);
  const text = metadata.key_value_metadata?.find(({ key }) => key === descriptionKey)?.value;
  const description = JSON.parse(text ?? '{}') as SoftTargetsDescription;
  checkDescription(path, description, expected);
  const { softTargets, places } = allocate(description);
  await parquetRead({
    file,
    metadata,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const place = places.get(columnName);
      if (place === undefined) return;
      for (let i = 0; i < columnData.length; i++) {
        place.target[place.offset + (rowStart + i) * place.stride] = Number(columnData[i]);
      }
    },
  });
  return softTargets;
}
