import { checkOptions } from '../../errors';
import { logitColumn, type SoftTargetsDescription, softTargetsKind } from './parquet-format';
import { checkSource, openSealedParquet, type Place, readColumns } from './sealed-parquet';
import type { SoftTargets, SoftTargetsSource } from './soft-targets';

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
  const opened = await openSealedParquet<SoftTargetsDescription>(path, softTargetsKind);
  const found: SoftTargetsSource = opened.description;
  const names = ['teacher', 'data', 'split', 'classes'] as const;
  checkSource({ path, kind: softTargetsKind, found, expected, names });
  const { softTargets, places } = allocate(opened.description);
  await readColumns(opened, places);
  return softTargets;
}
