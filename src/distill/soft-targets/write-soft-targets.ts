import { checkOptions } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { descriptionKey, formatVersion, logitColumn, type SoftTargetsDescription } from './parquet-format';
import { seal, unsealed } from './seal';
import { checkSoftTargets, type SoftTargets } from './soft-targets';

/** Class c of every pair. */
function classLogits({ logits, classes, users }: SoftTargets, c: number): Float32Array {
  const column = new Float32Array(users.length);
  for (let i = 0; i < column.length; i++) column[i] = logits[i * classes + c];
  return column;
}

function describe(softTargets: SoftTargets): SoftTargetsDescription {
  const { teacher, data, split, classes, users } = softTargets;
  return { version: formatVersion, teacher, data, split, classes, pairs: users.length, checksum: unsealed };
}

/**
 * Writes soft targets as Parquet: columns `user`, `item`, `observed` and one float32 `z<class>` for each class, and a
 * description with a checksum in the metadata. The file appears whole or not at all.
 * @throws InputError if the arrays' lengths do not agree or a logit is not finite
 */
export async function writeSoftTargets(options: {
  readonly path: string;
  readonly softTargets: SoftTargets;
}): Promise<void> {
  checkOptions('writeSoftTargets', options, ['path', 'softTargets']);
  const { path, softTargets } = options;
  checkSoftTargets('writeSoftTargets', softTargets);
  const { users, items, observed, classes } = softTargets;
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  // Logits hardly compress, and their values hardly repeat.
  const plain = { nullable: false, encoding: 'PLAIN' } as const;
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'user', data: users, type: 'INT32', ...plain },
      { name: 'item', data: items, type: 'INT32', ...plain },
      { name: 'observed', data: Array.from(observed, Boolean), type: 'BOOLEAN', nullable: false },
      ...Array.from({ length: classes }, (_, c) => ({
        name: logitColumn(c),
        data: classLogits(softTargets, c),
        type: 'FLOAT' as const,
        ...plain,
      })),
    ],
    codec: 'UNCOMPRESSED',
    statistics: false,
    kvMetadata: [{ key: descriptionKey, value: JSON.stringify(describe(softTargets)) }],
    createdBy: 'recdistill',
  });
  const bytes = Buffer.from(buffer);
  seal(bytes);
  writeFileAtomic(path, bytes);
}
