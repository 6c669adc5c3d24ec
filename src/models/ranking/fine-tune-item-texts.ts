import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import type { BertEncoder } from '../../language/bert-encoder';
import { batchesByLength } from '../../language/token-batch';
import { TokenizedTexts } from '../../language/tokenized-texts';
import type { TextTokenizer } from '../../language/tokenizer';
import { Random } from '../../random';
import { recomputed } from '../../tensor/recomputed';
import { TrainingRun } from '../../train/training-run';
import type { FitResult, RunControl } from '../../train/training-run-options';
import type { PartSettings } from '../rating/fine-tune-encoder';
import { batchOfQueries, drawSequences, inclusionProbabilities, queriesBySequence } from './sequence-batches';
import { textNextItemLoss } from './text-next-item-loss';

export interface FineTuneItemTextsOptions extends RunControl {
  encoder: BertEncoder;
  tokenizer: TextTokenizer;
  /** One an item. */
  texts: readonly string[];
  /** Longer texts are cut. */
  maxTokens: number;
  /** What users had taken; every query must know an item. */
  contexts: Contexts;
  /** [queries], what they took next. */
  targets: Int32Array;
  /** Of a history's item against the next younger one. */
  historyDecay: number;
  /** What cosines are divided by: 0.05 to 0.1 is usual. */
  temperature: number;
  /** Sequences a step, each with all its queries. */
  sequencesPerBatch: number;
  /** Sequences that an epoch draws, at most all. */
  sequencesPerEpoch: number;
  /**
   * Computes the texts again on the way back, a few at a time, in place of holding them: 2 GB in place of 10 for 24
   * sequences of five items of 64 tokens and six layers of 384 numbers, for a third more time.
   */
  gradientCheckpointing: boolean;
  /** The encoder's peak rate is commonly 2e-5 to 1e-4. */
  encoderTraining: PartSettings;
  /** Layers kept out of training, from below. */
  freeze: { layers: number; embeddings: boolean };
  /** The validation metric of a table [items, width], smaller is better, after each epoch. */
  validate: (textTable: Float32Array) => number;
}

export interface FineTuneItemTextsResult extends FitResult {
  /** The items' texts through the tuned encoder [items, width], row-major. */
  textTable: Float32Array;
}

const known = [
  ...['encoder', 'tokenizer', 'texts', 'maxTokens', 'contexts', 'targets', 'historyDecay', 'temperature'],
  ...[
    'sequencesPerBatch',
    'sequencesPerEpoch',
    'gradientCheckpointing',
    'encoderTraining',
    'freeze',
    'epochs',
    'patience',
    'warmup',
  ],
  ...['schedule', 'clipNorm', 'validate', 'seed', 'onEpoch', 'onBatch', 'signal', 'checkpoint'],
];

/** Tokens that go through the encoder at once; with gradient checkpointing no more are held for the way back. */
const tokensPerPass = { held: 2048, checkpointed: 1024 };

/**
 * Teaches a language model which texts follow which: likeness to the decayed history should rank what came next first
 * (`textNextItemLoss`). Ends with the weights of the best epoch by validation.
 *
 * A step takes whole sequences with all their queries, so that an item's text is encoded once for all the pairs in
 * which it is history or target, and every one of them gets its gradient. The softmax runs over the items of the batch,
 * corrected for how often each is in one. Vectors of the other items are not held against these from a stored table:
 * as the weights move, all vectors move together, and old ones are told from new ones by that alone, which the loss
 * would learn before anything else (it was tried: the loss on the mixed table rose within an epoch).
 * @throws InputError where there is no pair or a query knows nothing; else as `fit`
 */
export function fineTuneItemTexts(options: FineTuneItemTextsOptions): FineTuneItemTextsResult {
  checkOptions('fineTuneItemTexts', options, known);
  checkPairs(options);
  const { encoder, tokenizer, texts, maxTokens, encoderTraining, checkpoint } = options;
  const { sequencesPerBatch: perBatch, sequencesPerEpoch: perEpoch } = options;
  const { epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal } = options;
  encoder.freeze(options.freeze);
  const tokenized = new TokenizedTexts({ tokenizer, texts, maxTokens });
  const sequences = queriesBySequence(options);
  const inclusion = inclusionProbabilities(options, { sequences, items: texts.length, perBatch });
  const run = new TrainingRun<Int32Array>({
    ...{ epochs, patience, warmup, schedule, clipNorm, seed, onEpoch, onBatch, signal },
    name: 'fineTuneItemTexts',
    groups: [{ parameters: encoder.parameters, ...encoderTraining }],
    batches: (random) => drawSequences({ sequences, perBatch, perEpoch, random }),
    rowsOf: (queries) => queries.length,
    loss: (queries, random) => {
      const { historyDecay, temperature } = options;
      const { items, contexts, targets } = batchOfQueries(options, queries);
      return textNextItemLoss({
        ...{ contexts, targets, historyDecay, temperature },
        vectors: encodeItems(options, tokenized, items, random),
        inclusion: Float32Array.from(items, (item) => inclusion[item]),
      });
    },
    validate: () => options.validate(tokenized.encodeTable(encoder)),
    checkpoint: checkpoint && { ...checkpoint, key: runKey(options) },
  });
  const result = run.toTheEnd();
  return { ...result, textTable: tokenized.encodeTable(encoder) };
}

/** The items' texts in training mode, those of like length together: [items, width] */
function encodeItems(
  { encoder, gradientCheckpointing }: FineTuneItemTextsOptions,
  texts: TokenizedTexts,
  items: Int32Array,
  random: Random,
): tf.Tensor2D {
  const lengths = items.map((item) => texts.lengths[item]);
  const tokensPerBatch = gradientCheckpointing ? tokensPerPass.checkpointed : tokensPerPass.held;
  const passes = batchesByLength({ lengths, tokensPerBatch, random: null });
  const vectors = passes.map((rows) => {
    const batch = texts.batchOf(rows.map((row) => items[row]));
    if (!gradientCheckpointing) return encoder.embed({ batch, training: true, random });
    const seed = random.nextUint32() | 0;
    return recomputed(encoder.parameters, () =>
      encoder.embed({ batch, training: true, random: new Random(seed) }),
    );
  });
  const order = new Int32Array(items.length);
  Int32Array.from(passes.flatMap((rows) => [...rows])).forEach((row, at) => {
    order[row] = at;
  });
  return tf.gather(tf.concat(vectors), tf.tensor1d(order, 'int32'));
}

function checkPairs({ texts, contexts, targets }: FineTuneItemTextsOptions): void {
  const queries = contexts.rows.length;
  if (queries === 0 || queries !== targets.length) {
    throw new InputError(
      `fineTuneItemTexts: expected pairs of a query and what came next, found ${queries} queries and ${targets.length} targets`,
    );
  }
  const foreign = targets.find((item) => !(item >= 0 && item < texts.length));
  if (foreign === undefined) return;
  throw new InputError(
    `fineTuneItemTexts: targets must be among the ${texts.length} items with a text, found ${foreign}`,
  );
}

/** What changes the result and is not seen by the run itself. */
function runKey(options: FineTuneItemTextsOptions): string {
  const { texts, maxTokens, contexts, targets, historyDecay, temperature, freeze, tokenizer } = options;
  const { sequencesPerBatch, sequencesPerEpoch, gradientCheckpointing, checkpoint } = options;
  const sizes = {
    maxTokens,
    sequencesPerBatch,
    sequencesPerEpoch,
    gradientCheckpointing,
    width: contexts.width,
  };
  const settings = JSON.stringify({ ...sizes, historyDecay, temperature, freeze });
  const pairs = [contexts.sequences, contexts.rows, contexts.lengths, targets];
  return sha256(checkpoint?.key ?? '', settings, tokenizer.hash, ...texts, ...pairs);
}
