import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import { descriptionFile, weightsFile } from '../../models/saved-model/model-folder';
import { idRuns } from './id-runs';
import type { ModelContents } from './model-contents';
import type { PackedTensor, PackedTensors } from './packed-tensor';

/** What a compressed model takes on disk. */
export interface CompressedBytes {
  /** Weights' file and description; titles, which are for people, are not counted. */
  readonly total: number;
  readonly weightsFile: number;
  readonly description: number;
  /** Of the weights' file: what users took, or the graph of it. */
  readonly histories: number;
}

/** Tensors of several types as one safetensors file; wide numbers first, so that none starts at an odd byte. */
function fileOf(tensors: PackedTensors, metadata: Readonly<Record<string, string>>): Buffer {
  const width = { F32: 4, F16: 2, I8: 1, U8: 1 } as const;
  const inOrder = [...tensors].sort(([, a], [, b]) => width[b.type] - width[a.type]);
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { type, shape, bytes }] of inOrder) {
    header[name] = { dtype: type, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...inOrder.map(([, { bytes }]) => bytes)]);
}

/**
 * Writes a model that `recdistill/student` reads: the weights, then model.json, which names them by their hash, then
 * the titles where the model has some.
 * @param options.compression what was done, kept as `metadata.compression`
 */
export function writeCompressed(options: {
  readonly folder: string;
  readonly contents: ModelContents;
  readonly tensors: PackedTensors;
  readonly compression: Readonly<Record<string, unknown>>;
}): CompressedBytes {
  const { folder, contents, tensors, compression } = options;
  const { description, titles } = contents;
  const { vocabulary, metadata } = description;
  const weights = fileOf(tensors, { format: description.format, kind: description.kind });
  const json = Buffer.from(
    JSON.stringify({
      ...description,
      vocabulary: { users: idRuns(vocabulary.users), items: idRuns(vocabulary.items) },
      weightsSha256: createHash('sha256').update(weights).digest('hex'),
      metadata: { ...metadata, compression },
    }),
    'utf8',
  );
  writeFileAtomic(join(folder, weightsFile), weights);
  writeFileAtomic(join(folder, descriptionFile), json);
  if (titles !== null) writeFileAtomic(join(folder, 'titles.json'), `${JSON.stringify(titles)}\n`);
  return {
    total: weights.length + json.length,
    weightsFile: weights.length,
    description: json.length,
    histories: historyBytes(tensors),
  };
}

function historyBytes(tensors: ReadonlyMap<string, PackedTensor>): number {
  const isHistory = (name: string) => /^(history|graph)[/-]/.test(name);
  return [...tensors].reduce((sum, [name, { bytes }]) => sum + (isHistory(name) ? bytes.length : 0), 0);
}
