import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions } from '../../errors';
import { sha256 } from '../../files/hash';
import {
  checkSource,
  openSealedParquet,
  type Place,
  readColumns,
  type SealedKind,
  writeSealedParquet,
} from '../soft-targets/sealed-parquet';
import { type ClickSoftTargets, checkClickTargets } from './click-soft-targets';

/** Whose word it is, and of which rows. */
interface ClickTargetsSource {
  /** Hash of the teacher's weights, or of all its members'. */
  readonly teacher: string;
  /** `ClickTable.hash` */
  readonly table: string;
  /** sha256 over the numbers of the rows. */
  readonly rows: string;
}

/** What a stored file says of itself. */
interface ClickTargetsDescription extends ClickTargetsSource {
  readonly count: number;
  /** Of the hidden layer; 0 where none is kept. */
  readonly width: number;
}

const kind: SealedKind = {
  key: 'recdistill.click-soft-targets',
  name: 'soft targets of a click log',
  version: 1,
};

/** Column k of the hidden layer. */
const hiddenColumn = (k: number) => `h${k}`;

async function write(path: string, source: ClickTargetsSource, targets: ClickSoftTargets): Promise<void> {
  const { logits, hidden } = targets;
  const width = hidden?.width ?? 0;
  // Logits hardly compress, and their values hardly repeat.
  const plain = { type: 'FLOAT', nullable: false, encoding: 'PLAIN' } as const;
  const description: ClickTargetsDescription = { ...source, count: logits.length, width };
  const columns = Array.from({ length: width }, (_, k) => ({
    name: hiddenColumn(k),
    data: Float32Array.from(logits, (_, row) => hidden?.values[row * width + k] ?? 0),
    ...plain,
  }));
  await writeSealedParquet({
    path,
    kind,
    description,
    columns: [{ name: 'logit', data: logits, ...plain }, ...columns],
  });
}

async function read(path: string, expected: ClickTargetsSource): Promise<ClickSoftTargets> {
  const opened = await openSealedParquet<ClickTargetsDescription>(path, kind);
  const names = ['teacher', 'table', 'rows'] as const;
  checkSource<ClickTargetsSource>({ path, kind, found: opened.description, expected, names });
  const { count, width } = opened.description;
  const logits = new Float32Array(count);
  const values = new Float32Array(count * width);
  const places = new Map<string, Place>([['logit', { target: logits, offset: 0, stride: 1 }]]);
  for (let k = 0; k < width; k++) places.set(hiddenColumn(k), { target: values, offset: k, stride: width });
  await readColumns(opened, places);
  return { logits, hidden: width === 0 ? null : { values, width } };
}

/**
 * A teacher's word on rows of a click log: from the cache, or from the teacher, who is asked once and whose word is then
 * kept as Parquet with a checksum. The file's name is the hash of teacher, table and rows, so that nothing stale is found.
 * @param options.folder made where it is missing
 * @param options.teacher hash of the weights of all that is asked, and of what is kept
 * @param options.score asks the teacher; called on a miss only
 * @returns the soft targets, the file, and whether it was there already
 * @throws InputError if the stored file is damaged, or the teacher's word does not fit the rows or is not finite
 */
export async function cachedClickTargets(options: {
  readonly folder: string;
  readonly teacher: string;
  readonly table: { readonly hash: string };
  readonly rows: Int32Array;
  readonly score: () => ClickSoftTargets;
}): Promise<{ softTargets: ClickSoftTargets; path: string; wasCached: boolean }> {
  checkOptions('cachedClickTargets', options, ['folder', 'teacher', 'table', 'rows', 'score']);
  const { folder, teacher, table, rows, score } = options;
  const source = { teacher, table: table.hash, rows: sha256(rows) };
  const path = join(folder, `click-targets-${sha256(...Object.values(source))}.parquet`);
  if (existsSync(path)) return { softTargets: await read(path, source), path, wasCached: true };
  const softTargets = score();
  checkClickTargets('cachedClickTargets', softTargets, rows.length);
  await write(path, source, softTargets);
  return { softTargets, path, wasCached: false };
}
