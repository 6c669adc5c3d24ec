import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Split } from '../../data/split';
import { checkOptions } from '../../errors';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { sha256 } from '../../files/hash';
import { BertEncoder } from '../../language/bert-encoder';
import { findModelFolder } from '../../language/model-folder';
import { loadTokenizer, type TextTokenizer } from '../../language/tokenizer';
import { fineTuneItemTexts } from '../../models/ranking/fine-tune-item-texts';
import { TextSimilarity } from '../../models/ranking/text-similarity';
import { Random } from '../../random';
import { hashWeights } from '../../tensor/parameter';
import type { BatchEvent, EpochEvent } from '../../train/training-state';
import type { PipelineListener } from '../events';
import { standardise, type TextVectors } from '../text-vectors';
import { readTunedTable, type TunedTable, writeTunedTable } from '../tuned-table';
import { ndcg10, type RankingQueries } from './ranking-queries';
import { trainingExamples } from './training-examples';

/** How the language model is taught which item's text comes next. */
export interface TextTuningSettings {
  readonly epochs: number;
  /** Sequences a step, each with all its positions. */
  readonly sequencesPerBatch: number;
  /** Sequences that an epoch draws, at most all. */
  readonly sequencesPerEpoch: number;
  /** Less memory for more time: see `fineTuneItemTexts`. */
  readonly gradientCheckpointing: boolean;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly warmup: number;
  readonly clipNorm: number;
  /** Layers kept as they came, from below; the token vectors always are. */
  readonly frozenLayers: number;
  /** What cosines are divided by. */
  readonly temperature: number;
  /** Of an item against the next younger one, in the loss and where validation ranks. */
  readonly historyDecay: number;
  /** How many of the youngest items a query knows. */
  readonly historyItems: number;
}

export interface TunedItemTextsOptions {
  readonly split: Split;
  /** Picks the best epoch. */
  readonly validation: RankingQueries;
  readonly settings: TextTuningSettings;
  /** Longer texts are cut. */
  readonly maxTokens: number;
  readonly seenItems: SeenItems;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['split', 'validation', 'settings', 'maxTokens', 'seenItems', 'model', 'seed', 'cacheFolder'],
  ...['onEvent', 'signal'],
];

/** Centred and scaled as the vectors of the language model as it came are. */
export interface TunedItemTexts extends TextVectors {
  /** By epoch; validation is -NDCG@10 of the texts' likeness to the decayed history. */
  readonly fineTuning: readonly EpochEvent[];
}

/** Steps between two checkpoints within an epoch: minutes on two cores. */
const stepsBetweenCheckpoints = 50;

/**
 * The items' text vectors after the language model was taught by the split's training sequences which text comes next
 * (`fineTuneItemTexts`), from the epoch that validation likes best. Kept on disk under a hash of model, data, split and
 * settings: a run that was killed goes on from its last checkpoint, a second call trains nothing.
 * @throws InputError on an unknown option, where the language model is missing, or where no sequence has two items
 */
export async function tunedItemTexts(options: TunedItemTextsOptions): Promise<TunedItemTexts> {
  checkOptions('tunedItemTexts', options, known);
  const folder = await findModelFolder({ model: options.model });
  const encoder = BertEncoder.load({ folder });
  try {
    const tokenizer = await loadTokenizer({ folder });
    const key = tuningKey(options, encoder, tokenizer);
    const path = join(options.cacheFolder, `tuned-item-texts-${key.slice(0, 24)}.safetensors`);
    const tuned = readTunedTable(path, key) ?? tune(options, encoder, tokenizer, path, key);
    const { width } = encoder;
    return { values: standardise(tuned.values, width), width, fineTuning: tuned.history };
  } finally {
    encoder.dispose();
  }
}

function tuningKey(options: TunedItemTextsOptions, encoder: BertEncoder, tokenizer: TextTokenizer): string {
  const { split, settings, maxTokens, seenItems, seed } = options;
  const model = [JSON.stringify(encoder.config), hashWeights(encoder.parameters), tokenizer.hash];
  const own = [split.hash, JSON.stringify({ ...settings, maxTokens, seenItems, seed })];
  return sha256('tuned-item-texts-2', ...model, ...own);
}

function tune(
  options: TunedItemTextsOptions,
  encoder: BertEncoder,
  tokenizer: TextTokenizer,
  path: string,
  key: string,
): TunedTable {
  const { split, validation, settings, maxTokens, seenItems, cacheFolder } = options;
  const { width } = encoder;
  const { temperature, historyDecay, sequencesPerBatch, sequencesPerEpoch, gradientCheckpointing } = settings;
  const ndcgOf = (table: Float32Array) => {
    const itemText = { values: standardise(table, width), width };
    const likeness = new TextSimilarity({ itemText, decay: historyDecay });
    try {
      return ndcg10(likeness, validation, seenItems);
    } finally {
      likeness.dispose();
    }
  };
  const checkpoints = join(cacheFolder, `tuning-item-texts-${key.slice(0, 24)}`);
  const { contexts, targets } = trainingExamples({
    split,
    maxLength: settings.historyItems,
    most: null,
    seed: options.seed,
  });
  const { textTable, history } = fineTuneItemTexts({
    ...{ encoder, tokenizer, maxTokens, temperature, historyDecay },
    ...{ sequencesPerBatch, sequencesPerEpoch, gradientCheckpointing },
    ...{ contexts, targets },
    texts: split.data.items.texts,
    validate: (table) => -ndcgOf(table),
    ...trainingOf(options),
    checkpoint: { folder: checkpoints, key, everySteps: stepsBetweenCheckpoints },
  });
  const tuned = { values: textTable, history };
  writeTunedTable(path, key, width, tuned);
  rmSync(checkpoints, { recursive: true, force: true });
  return tuned;
}

/** How the settings' few numbers fill in what the fine-tuning wants to know. */
function trainingOf({ split, settings, seed, onEvent, signal }: TunedItemTextsOptions) {
  const { epochs, warmup, clipNorm, learningRate, weightDecay, frozenLayers } = settings;
  const stage = 'fine-tuning the language model';
  return {
    ...{ epochs, warmup, clipNorm, signal },
    encoderTraining: { learningRate, weightDecay },
    freeze: { layers: frozenLayers, embeddings: true },
    patience: epochs,
    schedule: 'linear' as const,
    seed: new Random(seed).fork('fine-tuning item texts').seed,
    onBatch: ({ epoch, batch, batches }: BatchEvent) => {
      const detail = `epoch ${epoch + 1} of ${epochs}, ${batch + 1} of ${batches} batches of sequences`;
      onEvent?.({ kind: 'stage', split: split.name, stage, detail });
    },
    onEpoch: (event: EpochEvent) => {
      onEvent?.({ kind: 'epoch', split: split.name, stage, event });
      onEvent?.({ kind: 'progress', split: split.name, stage, done: event.epoch + 1, total: epochs });
    },
  };
}
