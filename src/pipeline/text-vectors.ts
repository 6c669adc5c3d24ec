import type { RecommendationData } from '../data/recommendation-data';
import { BertEncoder } from '../language/bert-encoder';
import { findModelFolder } from '../language/model-folder';
import { cachedTextTable } from '../language/text-table';
import { loadTokenizer } from '../language/tokenizer';
import { Random } from '../random';
import { countWeights } from '../tensor/parameter';
import type { EpochEvent } from '../train/training-state';
import type { PipelineListener } from './events';

/** Text vectors of one side, centred and scaled to a root mean square of 0.3: [entities, width] */
export interface TextVectors {
  readonly values: Float32Array;
  readonly width: number;
}

/** Where the text vectors come from; `none` and `random` are the ablation's controls. */
export type TextSource = 'language-model' | 'none' | 'random';

/** What {@link prepareTextTables} reads of any data. */
export type TextsOfSides = Pick<RecommendationData, 'name'> &
  Readonly<Record<'items' | 'users', Pick<RecommendationData['items'], 'ids' | 'texts'>>>;

export interface TextTables {
  readonly source: TextSource;
  readonly items: TextVectors | null;
  readonly users: TextVectors | null;
  /** Weights of the language model that read the texts; 0 where none did. */
  readonly weights: number;
  /** Validation by epoch of the language model's own training; null where it stayed as it came. */
  readonly fineTuning: readonly EpochEvent[] | null;
}

/** Hundreds of columns at full size would drown the id vectors, which start small. */
const TEXT_SCALE = 0.3;

/** Subtracts each column's mean and divides by one number, so that distances keep their order. */
export function standardise(values: Float32Array, width: number): Float32Array {
  const rows = values.length / width;
  const means = new Float64Array(width);
  values.forEach((x, i) => {
    means[i % width] += x / rows;
  });
  let square = 0;
  values.forEach((x, i) => {
    square += (x - means[i % width]) ** 2;
  });
  const scale = square > 0 ? TEXT_SCALE * Math.sqrt(values.length / square) : 1;
  return values.map((x, i) => (x - means[i % width]) * scale);
}

/**
 * The texts of items and users as vectors: each text goes through the language model once, the table is kept on disk.
 * @throws InputError where the language model is missing, naming the cure
 */
export async function prepareTextTables(options: {
  readonly data: TextsOfSides;
  readonly source: TextSource;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly maxTokens: number;
  readonly cacheFolder: string;
  readonly seed: number;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}): Promise<TextTables> {
  const { data, source, cacheFolder, maxTokens, onEvent, signal } = options;
  const hasText = [data.items, data.users].map((side) => side.texts.some((text) => text !== ''));
  if (source === 'none' || !hasText.includes(true)) {
    return { source, items: null, users: null, weights: 0, fineTuning: null };
  }
  if (source === 'random') return randomTables(data, hasText, options.seed);
  const folder = await findModelFolder({ model: options.model });
  const encoder = BertEncoder.load({ folder });
  try {
    const tokenizer = await loadTokenizer({ folder });
    const table = async (texts: readonly string[], stage: string) => {
      const onProgress = (p: { done: number; total: number }) =>
        onEvent?.({ kind: 'progress', split: data.name, stage, ...p });
      const encoding = { encoder, tokenizer, texts, maxTokens, tokensPerBatch: 2048, onProgress, signal };
      const { values, width } = await cachedTextTable({ ...encoding, folder: cacheFolder });
      return { values: standardise(values, width), width };
    };
    const items = hasText[0] ? await table(data.items.texts, 'encoding item texts') : null;
    const users = hasText[1] ? await table(data.users.texts, 'encoding user texts') : null;
    return { source, items, users, weights: countWeights(encoder.parameters), fineTuning: null };
  } finally {
    encoder.dispose();
  }
}

/** Vectors that say nothing: what the text's place alone is worth. */
function randomTables(data: TextsOfSides, hasText: boolean[], seed: number): TextTables {
  const width = 384;
  const random = new Random(seed).fork('random text vectors');
  const table = (rows: number) => ({ values: random.normals(rows * width, TEXT_SCALE), width });
  return {
    source: 'random',
    items: hasText[0] ? table(data.items.ids.length) : null,
    users: hasText[1] ? table(data.users.ids.length) : null,
    weights: 0,
    fineTuning: null,
  };
}
