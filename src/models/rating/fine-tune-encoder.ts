import type * as tf from '@tensorflow/tfjs-node';
import type { PairBatch } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import type { Random } from '../../random';
import { slices } from '../../train/fit';
import { TrainingRun } from '../../train/training-run';
import type { FitResult, RunControl } from '../../train/training-run-options';
import { blocksByLength, rowsByItem } from './item-blocks';
import { LanguageRatingModel, type LanguageRatingOptions } from './language-rating-model';

/** Learning rate and decay of one part of the model. */
export interface PartSettings {
  learningRate: number;
  weightDecay: number;
}

export interface FineTuneOptions extends LanguageRatingOptions, RunControl {
  /** Training pairs with the class that was observed. */
  train: PairBatch & { labels: Int32Array };
  /** The head's validation metric, smaller is better, after each epoch; its text table is up to date by then. */
  validate: () => number;
  /** The rating of each class, ascending. */
  levels: readonly number[];
  /** The mean loss over the rows: cross-entropy with the labels, or squared error of the expected rating. */
  loss: (rows: { logits: tf.Tensor2D; labels: Int32Array; ratings: Float32Array }) => tf.Scalar;
  /** Items a step of the language model; all their training ratings come with them. */
  itemsPerBatch: number;
  /** How often an epoch runs over all rows with the text table held still, after the language model's steps. */
  headPasses: number;
  /** Rows a step of these passes. */
  headBatchSize: number;
  /** The encoder's peak rate is commonly 2e-5 to 5e-5, the head's a hundred times that. */
  encoderTraining: PartSettings;
  headTraining: PartSettings;
  /** Layers kept out of training, from below. */
  freeze: { layers: number; embeddings: boolean };
}

export interface FineTuneResult extends FitResult {
  /** The items' texts through the tuned encoder [items, width], row-major; also in the head. */
  textTable: Float32Array;
}

const fineTuneOptions = [
  ...['encoder', 'tokenizer', 'texts', 'maxTokens', 'head', 'train', 'validate', 'levels', 'loss'],
  ...['itemsPerBatch', 'headPasses', 'headBatchSize', 'encoderTraining', 'headTraining', 'freeze', 'epochs'],
  ...['patience', 'warmup', 'schedule', 'clipNorm', 'seed', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

type Batch = { kind: 'block'; items: Int32Array; rows: Int32Array } | { kind: 'head'; rows: Int32Array };

/**
 * Fine-tunes a language model and a rating head together. A step takes a block of items with all their training
 * ratings, so that an epoch encodes each text once and not once a rating; then the head alone runs over all rows with
 * the texts' vectors held still. Ends with the weights of the best epoch by validation, in encoder and head.
 * @throws InputError if head and encoder do not fit or there is no training pair; else as `fit`
 */
export function fineTuneEncoder(options: FineTuneOptions): FineTuneResult {
  checkOptions('fineTuneEncoder', options, fineTuneOptions);
  const { encoder, tokenizer, texts, maxTokens, head, encoderTraining, headTraining } = options;
  encoder.freeze(options.freeze);
  const model = new LanguageRatingModel({ encoder, tokenizer, texts, maxTokens, head });
  const { epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal } = options;
  const run = new TrainingRun<Batch>({
    ...{ epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal },
    name: 'fineTuneEncoder',
    groups: [
      { parameters: encoder.parameters, ...encoderTraining },
      { parameters: head.parameters, ...headTraining },
    ],
    batches: batchesOf(options, model.lengths),
    rowsOf: ({ rows }) => rows.length,
    prepare: ({ kind }) => {
      if (kind === 'head') model.refreshTable();
    },
    loss: (batch, random) => lossOf(options, model, batch, random),
    validate: () => {
      model.refreshTable();
      return options.validate();
    },
    checkpoint: options.checkpoint && { ...options.checkpoint, key: runKey(options, tokenizer.hash) },
  });
  const result = run.toTheEnd();
  model.markTableOutdated();
  model.refreshTable();
  return { ...result, textTable: head.itemText() };
}

/** What changes the result and is not seen by the run itself. */
function runKey({ checkpoint, train, ...options }: FineTuneOptions, tokenizer: string): string {
  const { texts, maxTokens, itemsPerBatch, headPasses, headBatchSize, freeze, levels } = options;
  const settings = JSON.stringify({ maxTokens, itemsPerBatch, headPasses, headBatchSize, freeze, levels });
  return sha256(checkpoint?.key ?? '', settings, tokenizer, ...texts, train.users, train.items, train.labels);
}

function batchesOf(
  { train, itemsPerBatch, headPasses, headBatchSize }: FineTuneOptions,
  lengths: Int32Array,
) {
  const rows = rowsByItem(train.items, lengths.length);
  const items = Int32Array.from(rows.keys()).filter((item) => rows[item].length > 0);
  if (items.length === 0) throw new InputError('fineTuneEncoder: expected training pairs, found none');
  return (random: Random): Batch[] => {
    const blocks = blocksByLength({ items, lengths, itemsPerBlock: itemsPerBatch, random });
    const steps: Batch[] = blocks.map((block) => {
      const own = Array.from(block, (item) => [...rows[item]]).flat();
      return { kind: 'block', items: block, rows: Int32Array.from(own) };
    });
    for (let pass = 0; pass < headPasses; pass++) {
      const order = random.permutation(train.users.length);
      for (const part of slices(order, headBatchSize)) steps.push({ kind: 'head', rows: part });
    }
    return steps;
  };
}

function lossOf(
  { train, levels, loss, head }: FineTuneOptions,
  model: LanguageRatingModel,
  batch: Batch,
  random: Random,
): tf.Scalar {
  const { rows } = batch;
  const pairs = { users: rows.map((k) => train.users[k]), items: rows.map((k) => train.items[k]) };
  const labels = rows.map((k) => train.labels[k]);
  const logits =
    batch.kind === 'block'
      ? model.forwardBlock({ pairs, items: batch.items, random })
      : head.forward({ pairs, training: true, random }).logits;
  return loss({ logits, labels, ratings: Float32Array.from(labels, (label) => levels[label]) });
}
