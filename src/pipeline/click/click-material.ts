import type { ClickEncoding } from '../../data/click/click-encoding';
import type { ClickLog } from '../../data/click/click-log';
import type { ClickSplit } from '../../data/click/click-split';
import type { ClickTable } from '../../data/click/click-table';
import { withClickTexts } from '../../data/click/click-texts';
import { clickLabels, downsampleNegatives } from '../../data/click/downsample-negatives';
import { cachedClickTable, encodeClicks } from '../../data/click/encode-clicks';
import { type FitClickEncodingOptions, fitClickEncoding } from '../../data/click/fit-click-encoding';
import { InputError } from '../../errors';
import { clickLogLoss } from '../../evaluate';
import { sha256 } from '../../files/hash';
import type { ClickScorer } from '../../models/click/click-scorer';
import { predictClickLogits } from '../../models/click/predict-click-logits';
import type { PipelineListener } from '../events';
import type { ClickEncodingSettings, ClickSettings } from './click-settings';
import { type ClickTextVectors, prepareClickTexts } from './click-text-vectors';

/** Below, a table takes a few hundred MB and is kept in memory; longer ones are read from disk as rows are needed. */
const ROWS_IN_MEMORY = 1_000_000;

/** Rows that are judged by, with what they say. */
export interface ClickRows {
  readonly rows: Int32Array;
  /** [rows] */
  readonly labels: Float32Array;
  /** [rows] who saw each; null where nobody knows. */
  readonly groups: Int32Array | null;
}

/** What is trained on and chosen by, of one split: encoded by its training rows alone. */
export interface ClickMaterial {
  readonly split: ClickSplit;
  readonly encoding: ClickEncoding;
  readonly table: ClickTable;
  /** The training rows that stay after down-sampling. */
  readonly rows: Int32Array;
  /** Rows without and with a click among them. */
  readonly frequencies: readonly [number, number];
  readonly validation: ClickRows;
  /** ln(w): what is added to the logits of models that were trained on a share w of the rows without a click. */
  readonly shift: number;
  /** What the log says in words; null where no member of the teacher reads. */
  readonly texts: ClickTextVectors | null;
  /** Of table and training rows. */
  readonly hash: string;
  dispose(): void;
}

/** Some rows of a table with labels and groups. */
export function clickRowsOf(table: ClickTable, rows: Int32Array): ClickRows {
  const { groups } = table;
  return {
    rows,
    labels: clickLabels(table, rows),
    groups: groups === null ? null : Int32Array.from(rows, (row) => groups[row]),
  };
}

function idsOf({ ids }: ClickEncodingSettings): Partial<FitClickEncodingOptions> {
  return ids.kind === 'hash' ? { hashBuckets: ids.buckets } : { maxIdsPerField: ids.count };
}

/**
 * Encodes a log by a split's training rows, thins those without a click where the settings say so, and reads the labels
 * of validation. The test part stays shut.
 * @throws InputError as `fitClickEncoding` and `downsampleNegatives`, where the training rows lack a class, or the teacher
 *   is to read texts and there are none
 */
export async function prepareClickMaterial(options: {
  readonly log: ClickLog;
  readonly split: ClickSplit;
  readonly settings: ClickSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}): Promise<ClickMaterial> {
  const { log: source, split, settings, seed, cacheFolder, onEvent, signal } = options;
  const { minCount, numericBuckets } = settings.encoding;
  const onProgress = ({ pass, rows }: { pass: string; rows: number }) =>
    onEvent?.({ kind: 'progress', split: split.name, stage: pass, done: rows, total: source.rows });
  const watch = { onProgress, signal };
  const texts = await prepareClickTexts({ ...options, settings: settings.teacher });
  const encoding = await fitClickEncoding({
    ...{ source, rows: split.train, minCount, numericBuckets, seed },
    ...idsOf(settings.encoding),
    ...watch,
  });
  const encoded = { source, encoding, ...watch };
  const isSmall = source.rows <= ROWS_IN_MEMORY;
  const disk = isSmall ? null : await cachedClickTable({ folder: cacheFolder, ...encoded });
  const plain: ClickTable = disk ?? (await encodeClicks(encoded));
  const table = texts === null ? plain : withClickTexts(plain, texts.texts);
  const { negativeShare: share } = settings;
  const rows = share === 1 ? split.train : downsampleNegatives({ table, rows: split.train, share, seed });
  const clicks = clickLabels(table, rows).reduce((sum, label) => sum + label, 0);
  if (clicks === 0 || clicks === rows.length)
    throw new InputError(
      `${split.name}: expected training rows with and without a click, found ${clicks} clicks in ${rows.length} rows`,
    );
  return {
    ...{ split, encoding, table, rows, frequencies: [rows.length - clicks, clicks] },
    validation: clickRowsOf(table, split.validation),
    texts,
    shift: Math.log(share),
    hash: sha256(table.hash, split.hash, rows),
    dispose: () => disk?.dispose(),
  };
}

/** Logits of rows as they hold for all rows, also where training saw a share of those without a click. */
export function correctedLogits(
  scorer: ClickScorer,
  { table, shift }: Pick<ClickMaterial, 'table' | 'shift'>,
  rows: Int32Array,
): Float32Array {
  const logits = predictClickLogits({ scorer, table, rows });
  return shift === 0 ? logits : logits.map((z) => z + shift);
}

/** Log-loss on the validation rows, in nats. */
export function validationLogLoss(scorer: ClickScorer, material: ClickMaterial): number {
  const { rows, labels } = material.validation;
  return clickLogLoss({ logits: correctedLogits(scorer, material, rows), labels });
}
