import { qualityAgainstBytes, type Report, type ReportSection, type Row } from '../../plot';
import type { CompressionRow, RefusedMethod } from './compare-compressions';
import { kneeOf, paretoFrontier } from './knee';
import type { CompressedBytes } from './write-compressed';

/** A model and what became of it. */
export interface CompressedModel {
  /** Where the model lies. */
  readonly model: string;
  readonly kind: string;
  readonly data: string;
  readonly split: string;
  readonly metric: 'RMSE' | 'NDCG@10' | 'log-loss';
  readonly isLowerBetter: boolean;
  /** Whether what users took stayed in the compressed files. */
  readonly histories: 'keep' | 'leave-out';
  readonly original: {
    readonly weights: number;
    readonly bytes: CompressedBytes;
    readonly validation: number;
    readonly test: number;
  };
  readonly rows: readonly CompressionRow[];
  readonly refused: readonly RefusedMethod[];
  /** By whom pruned models were taught on; null where none was. */
  readonly taughtBy: string | null;
  readonly seconds: number;
}

export interface CompressionResult {
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: object;
  readonly models: readonly CompressedModel[];
}

/** Relative loss of quality up to which a model counts as being as good. */
export const TOLERANCE = 0.005;

/** Share of the original's quality that was lost; negative where it was gained. */
export function lossOf({ isLowerBetter }: CompressedModel, found: number, original: number): number {
  return (isLowerBetter ? found - original : original - found) / original;
}

/** Bytes over the original's, of files without histories on both sides. */
export function leanShare({ original }: CompressedModel, { bytes }: Pick<CompressionRow, 'bytes'>): number {
  return (bytes.total - bytes.histories) / (original.bytes.total - original.bytes.histories);
}

const percent = (x: number, digits = 1) => `${(100 * x).toFixed(digits)}%`;
function signed(x: number): string {
  const size = percent(Math.abs(x), 2);
  if (size === '0.00%') return size;
  return `${x < 0 ? '−' : '+'}${size}`;
}

/** On the original and the rows, by validation: larger is better. */
function priced({ isLowerBetter, original, rows }: CompressedModel) {
  return [original, ...rows].map(({ bytes, validation }) => ({
    bytes: bytes.total,
    quality: isLowerBetter ? -validation : validation,
  }));
}

/** Place of the knee among the original and the rows. */
export function kneeOfModel(model: CompressedModel): number | null {
  return kneeOf(priced(model));
}

/** The row of fewest bytes that loses at most 0.5% on validation; null where all lose more. */
export function smallestAsGood(model: CompressedModel): CompressionRow | null {
  const asGood = model.rows.filter(
    ({ validation }) => lossOf(model, validation, model.original.validation) <= TOLERANCE,
  );
  return asGood.reduce<CompressionRow | null>(
    (best, row) => (best === null || row.bytes.total < best.bytes.total ? row : best),
    null,
  );
}

function clipWords({ clip }: CompressionRow): string {
  if (clip === null) return '';
  return clip.kind === 'percentile' ? `${percent(clip.percentile, 0)} of what is asked` : clip.kind;
}

export function compressionRows(model: CompressedModel): Row[] {
  const { original, rows, metric } = model;
  const knee = kneeOfModel(model);
  const shown = [{ method: 'as trained', clip: null, folder: model.model, p: null, ...original }, ...rows];
  const hasHistories = original.bytes.histories > 0;
  return shown.map((row, place) => ({
    method: `${row.method}${place === knee ? ' (knee)' : ''}`,
    clip: clipWords(row),
    weights: row.weights,
    bytes: row.bytes.total,
    'weights file': row.bytes.weightsFile,
    'model.json': row.bytes.description,
    ...(hasHistories ? { histories: row.bytes.histories } : {}),
    'of the bytes': percent(row.bytes.total / original.bytes.total),
    ...(hasHistories ? { 'without histories': percent(leanShare(model, row)) } : {}),
    [`validation ${metric}`]: row.validation,
    [`test ${metric}`]: row.test,
    'test loss': signed(lossOf(model, row.test, original.test)),
    p: row.p === null ? '–' : row.p < 0.001 ? '< 0.001' : row.p.toFixed(3),
  }));
}

/** What came out, in sentences. */
export function compressionFindings(model: CompressedModel): string[] {
  const { original, rows, metric } = model;
  const sentence = (row: CompressionRow) =>
    `${row.bytes.total.toLocaleString('en-US')} bytes, ${percent(row.bytes.total / original.bytes.total)} of ${original.bytes.total.toLocaleString('en-US')}${original.bytes.histories > 0 ? ` (${percent(leanShare(model, row))} with the histories left out on both sides)` : ''}; test ${metric} ${row.test.toFixed(4)} against ${original.test.toFixed(4)}, a loss of ${signed(lossOf(model, row.test, original.test))}${row.p === null || row.p < 0.05 ? '' : `, which chance explains (p = ${row.p.toFixed(2)})`}`;
  const int8 = rows.find(({ method }) => method === 'int8');
  const smallest = smallestAsGood(model);
  const knee = kneeOfModel(model);
  return [
    ...(int8 === undefined ? [] : [`**int8**: ${sentence(int8)}.`]),
    smallest === null
      ? `No method loses at most ${percent(TOLERANCE)} on validation.`
      : `**Smallest that loses at most ${percent(TOLERANCE)} on validation**: ${smallest.method}, ${sentence(smallest)}.`,
    ...(knee === null || knee === 0
      ? []
      : [`**Knee**: ${rows[knee - 1].method}, ${sentence(rows[knee - 1])}.`]),
  ];
}

function sectionOf(model: CompressedModel): ReportSection {
  const { original, rows, metric, isLowerBetter, data, split, kind, taughtBy } = model;
  const named = [{ method: 'as trained', ...original }, ...rows];
  const models = named.map(({ method, bytes, validation }) => ({
    name: method,
    bytes: bytes.total,
    quality: validation,
  }));
  return {
    heading: `${data}: ${kind}, ${split}`,
    paragraphs: [
      ...compressionFindings(model),
      ...(taughtBy === null ? [] : [`What was trained again learnt from the labels and ${taughtBy}.`]),
      ...(model.histories === 'leave-out' && original.bytes.histories > 0
        ? ['Histories are left out of the compressed files, so users are asked about with theirs.']
        : []),
      ...model.refused.map(({ method, reason }) => `Not for this model: ${method} (${reason}).`),
    ],
    tables: [{ rows: compressionRows(model), digits: 4 }],
    figures: [
      qualityAgainstBytes({
        ...{
          title: `${data}, ${kind}: quality against bytes`,
          metric: `validation ${metric}`,
          isLowerBetter,
        },
        ...{ models, frontier: paretoFrontier(priced(model)), knee: kneeOfModel(model), original: 0 },
      }),
    ],
  };
}

/** Tables, figures and findings of compressed models. */
export function compressionReport(result: CompressionResult): Report {
  const { command, versions, models } = result;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return {
    title: 'Compressed students',
    sections: [
      {
        heading: 'How to read it',
        paragraphs: [
          'Bytes are those of whole model files, weights and `model.json` with its vocabulary; titles, which are for people, are not counted. Every figure was asked of the written files through `recdistill/student`, as a service asks them: ratings of the held-out pairs, the ten best of the whole catalogue for users whose history is sent along, and the held-out rows of a click log as they stand in it.',
          'Everything was chosen on validation: how int8 and int4 clip (the largest number, the least squared error of the scores, or 99% of what requests ask), the knee and the smallest model that is as good. The test part was asked once, when all was chosen; p is that of a paired t-test over users (over rows of a click log that does not say whose) against the model as it was trained.',
          'The knee is where more bytes stop paying: along the models that none beats in both, with bytes and quality brought to 0 .. 1, the one that lies furthest above the straight line from the smallest to the best (Satopää et al. 2011, without smoothing).',
        ],
      },
      ...models.map(sectionOf),
    ],
    footer: `Made by \`${command}\`. ${programs.join(', ')}. Aggregates only: no row of the data is in here.`,
  };
}
