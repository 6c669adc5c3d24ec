import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { labelsOf, pairsOf } from '../data/labels';
import type { Split } from '../data/split';
import { crossEntropyLoss } from '../distill/losses/cross-entropy-loss';
import { sha256 } from '../files/hash';
import { BertEncoder } from '../language/bert-encoder';
import { findModelFolder } from '../language/model-folder';
import { loadTokenizer, type TextTokenizer } from '../language/tokenizer';
import { fineTuneEncoder } from '../models/rating/fine-tune-encoder';
import { predictLogits } from '../models/rating/predict-logits';
import { Random } from '../random';
import { hashWeights } from '../tensor/parameter';
import type { BatchEvent, EpochEvent } from '../train/training-state';
import type { PipelineListener } from './events';
import type { TeacherSettings } from './settings';
import { buildTeacherHead, rmseOfLogits } from './teacher';
import { standardise, type TextTables } from './text-vectors';
import { readTunedTable, type TunedTable, writeTunedTable } from './tuned-table';

export interface FineTunedTextOptions {
  readonly split: Split;
  /** As the language model came; handed back where it is not to be trained, or no item has a text. */
  readonly texts: TextTables;
  readonly model?: string;
  readonly settings: TeacherSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/**
 * The items' text vectors after the language model was trained on the split's ratings together with a rating head.
 * They are kept on disk under a hash of model, texts, split and settings; a run that was killed goes on from its
 * last epoch. Users' texts keep the vectors that they have.
 */
export async function fineTunedText(options: FineTunedTextOptions): Promise<TextTables> {
  const { texts, settings, cacheFolder } = options;
  if (settings.fineTuning.epochs === 0 || texts.source !== 'language-model' || texts.items === null)
    return texts;
  const folder = await findModelFolder({ model: options.model });
  const encoder = BertEncoder.load({ folder });
  try {
    const tokenizer = await loadTokenizer({ folder });
    const key = tuningKey(options, encoder, tokenizer);
    const path = join(cacheFolder, `tuned-text-${key.slice(0, 24)}.safetensors`);
    const { values, history } = readTunedTable(path, key) ?? tune(options, encoder, tokenizer, path, key);
    const { width } = encoder;
    return { ...texts, items: { values: standardise(values, width), width }, fineTuning: history };
  } finally {
    encoder.dispose();
  }
}

function tuningKey(options: FineTunedTextOptions, encoder: BertEncoder, tokenizer: TextTokenizer): string {
  const { split, texts, settings, seed } = options;
  const { members: _, ...decisive } = settings;
  const users = texts.users === null ? '' : sha256(texts.users.values);
  const own = [split.hash, JSON.stringify(decisive), String(seed), users];
  return sha256('tuned-text-1', hashWeights(encoder.parameters), tokenizer.hash, ...own);
}

function tune(
  options: FineTunedTextOptions,
  encoder: BertEncoder,
  tokenizer: TextTokenizer,
  path: string,
  key: string,
): TunedTable {
  const { split, texts, settings, seed, cacheFolder } = options;
  const { data, train, validation } = split;
  const heldOut = pairsOf(data, validation);
  const observed = { labels: labelsOf(data, validation), levels: data.levels };
  const { width } = encoder;
  const checkpoints = join(cacheFolder, `fine-tuning-${key.slice(0, 24)}`);
  const random = new Random(seed).fork('fine-tuning');
  const blank = { values: new Float32Array(data.items.ids.length * width), width };
  const head = buildTeacherHead({ split, texts: { ...texts, items: blank }, settings, random });
  try {
    const { textTable, history } = fineTuneEncoder({
      encoder,
      tokenizer,
      head,
      texts: data.items.texts,
      maxTokens: settings.maxTokens,
      train: { ...pairsOf(data, train), labels: labelsOf(data, train) },
      validate: () => rmseOfLogits({ logits: predictLogits({ model: head, pairs: heldOut }), ...observed }),
      levels: data.levels,
      loss: ({ logits, labels }) => crossEntropyLoss({ logits, labels }),
      ...trainingOf(options),
      checkpoint: { folder: checkpoints, key, everyEpochs: 1 },
    });
    const tuned = { values: textTable, history };
    writeTunedTable(path, key, width, tuned);
    rmSync(checkpoints, { recursive: true, force: true });
    return tuned;
  } finally {
    head.dispose();
  }
}

/** How the settings' few numbers fill in what the fine-tuning wants to know. */
function trainingOf({ split, settings, seed, onEvent, signal }: FineTunedTextOptions) {
  const { fineTuning: own, batchSize } = settings;
  const { epochs, itemsPerBatch, headPasses, warmup, clipNorm, weightDecay } = own;
  const stage = 'fine-tuning the language model';
  return {
    ...{ epochs, itemsPerBatch, headPasses, warmup, clipNorm, signal },
    headBatchSize: batchSize,
    encoderTraining: { learningRate: own.learningRate, weightDecay },
    headTraining: { learningRate: own.headLearningRate, weightDecay },
    freeze: { layers: own.frozenLayers, embeddings: own.frozenLayers > 0 },
    patience: epochs,
    schedule: 'linear' as const,
    seed: new Random(seed).fork('fine-tuning steps').seed,
    onBatch: ({ epoch, batch, batches }: BatchEvent) => {
      const detail = `epoch ${epoch + 1} of ${epochs}, ${batch + 1} of ${batches} batches of items`;
      onEvent?.({ kind: 'stage', split: split.name, stage, detail });
    },
    onEpoch: (event: EpochEvent) => {
      onEvent?.({ kind: 'epoch', split: split.name, stage, event });
      const { epoch } = event;
      onEvent?.({ kind: 'progress', split: split.name, stage, done: epoch + 1, total: epochs });
    },
  };
}
