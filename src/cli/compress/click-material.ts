import { cachedClickTable, encodeClicks, readClickTexts, withClickTexts } from '../../data';
import type { ClickEncoding } from '../../data/click/click-encoding';
import type { ClickLog } from '../../data/click/click-log';
import { clickLoss, type Judge, type ModelContents } from '../../deploy/compress';
import { InputError } from '../../errors';
import type { ClickModelDescription } from '../../models/click/click-model-description';
import type { ClickStudent } from '../../student';
import { openLogFromFlags } from '../data-options';
import type { DistillationFlags } from '../distill/add-distill-options';
import { clickSplitsFromFlags } from '../distill/click-splits';

/** The log that a click model was made from, and how it is judged on it. */
export interface ClickMaterial {
  readonly data: string;
  readonly split: string;
  readonly judge: Judge<ClickStudent>;
}

/** @throws InputError where the split is none of those, or model and log do not belong together */
export async function clickMaterialOf(
  folder: string,
  contents: ModelContents,
  { flags, cache }: { readonly flags: DistillationFlags; readonly cache: string },
): Promise<ClickMaterial> {
  const { log: source, parts } = await openLogFromFlags(flags, {});
  const { splits, publishedSplit } = clickSplitsFromFlags({ log: source, parts, flags, seed: flags.seed });
  const all = publishedSplit === undefined ? splits : [...splits, publishedSplit];
  const { metadata } = contents.description;
  const split = all.find(({ name }) => name === metadata.split);
  if (split === undefined) {
    throw new InputError(
      `${folder}: expected a model of split ${all.map(({ name }) => name).join(', ')}, found one of ${JSON.stringify(metadata.split)}; give the options that its run was given`,
    );
  }
  await checkFit({ folder, contents, source, cache });
  let test: Int32Array | null = null;
  return {
    ...{ data: source.name, split: split.name },
    judge: {
      isLowerBetter: true,
      validation: (student) => clickLoss(student, { source, rows: split.validation }),
      test: (student) => {
        test ??= split.takeTest('compressed students');
        return clickLoss(student, { source, rows: test });
      },
    },
  };
}

interface Fit {
  readonly folder: string;
  readonly contents: ModelContents;
  readonly source: ClickLog;
  /** Where the encoded log of the run lies, if it is a long one. */
  readonly cache: string;
}

/** Up to so many rows a log is encoded in memory, as in its run. */
const ROWS_IN_MEMORY = 1_000_000;

/** Hashes that a model of this log and encoding may name: without and with its texts. */
async function hashesOf({ source, cache }: Fit, encoding: ClickEncoding): Promise<string[]> {
  const encoded = { source, encoding };
  const disk = source.rows <= ROWS_IN_MEMORY ? null : await cachedClickTable({ folder: cache, ...encoded });
  try {
    const table = disk ?? (await encodeClicks(encoded));
    if (source.schema.texts === undefined) return [table.hash];
    return [table.hash, withClickTexts(table, await readClickTexts({ source })).hash];
  } finally {
    disk?.dispose();
  }
}

async function checkFit(fit: Fit): Promise<void> {
  const { folder, contents, source } = fit;
  const { encoding, metadata } = contents.description as ClickModelDescription;
  if (encoding === null)
    throw new InputError(`${folder}: expected a model with its encoding, found none, so nobody can ask it`);
  if (metadata.dataHash === undefined) return;
  const hashes = await hashesOf(fit, encoding);
  if (hashes.includes(metadata.dataHash as string)) return;
  throw new InputError(
    `${folder}: expected a model of ${source.name} with data hash ${hashes.join(' or ')}, found ${metadata.dataHash}; were the files or the options others?`,
  );
}
