import { checkOptions } from '../../errors';
import { logitColumn, type SoftTargetsDescription, softTargetsKind } from './parquet-format';
import { writeSealedParquet } from './sealed-parquet';
import { checkSoftTargets, type SoftTargets } from './soft-targets';

/** Class c of every pair. */
function classLogits({ logits, classes, users }: SoftTargets, c: number): Float32Array {
  const column = new Float32Array(users.length);
  for (let i = 0; i < column.length; i++) column[i] = logits[i * classes + c];
  return column;
}

function describe(softTargets: SoftTargets): SoftTargetsDescription {
  const { teacher, data, split, classes, users } = softTargets;
  return { teacher, data, split, classes, pairs: users.length };
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
  // Logits hardly compress, and their values hardly repeat.
  const plain = { nullable: false, encoding: 'PLAIN' } as const;
  await writeSealedParquet({
    path,
    kind: softTargetsKind,
    description: describe(softTargets),
    columns: [
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
  });
}
