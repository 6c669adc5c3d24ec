import { labelsOf, pairsOf, ratingsOf } from '../data/labels';
import type { PairBatch } from '../data/recommendation-data';
import type { Split } from '../data/split';
import { crossEntropyLoss } from '../distill/losses/cross-entropy-loss';
import { takePairs } from '../distill/soft-pairs';
import { meanOfProbabilities, softmaxRows } from '../distill/soft-targets/soft-probabilities';
import { expectationOf, rmse } from '../evaluate';
import { sha256 } from '../files/hash';
import { labelFrequencies } from '../models/rating/create-student';
import { predictLogits } from '../models/rating/predict-logits';
import type { RatingModel } from '../models/rating/rating-model';
import { TextRatingModel } from '../models/rating/text-rating-model';
import { Random } from '../random';
import { countWeights, hashWeights } from '../tensor/parameter';
import { type FitResult, fit } from '../train/fit';
import type { PipelineListener } from './events';
import type { TeacherSettings } from './settings';
import type { TextTables } from './text-vectors';
import { trainOnce } from './trained-cache';

/** A frozen teacher. Dispose it when done. */
export interface Teacher {
  /** Logits [pairs, classes] in inference mode: the log of the members' mean probability. */
  logits(pairs: PairBatch, onProgress?: (done: number, total: number) => void): Float32Array;
  /** sha256 over all weights, computed anew at each call. */
  hash(): string;
  /** All weights, the language model's among them. */
  readonly weights: number;
  readonly classes: number;
  /** The heads, one a seed. */
  readonly members: readonly RatingModel[];
  readonly histories: readonly FitResult[];
  /** RMSE on the validation rows, by member and of the mean. */
  readonly validation: { readonly members: readonly number[]; readonly ensemble: number };
  dispose(): void;
}

export interface TrainTeacherOptions {
  readonly split: Split;
  readonly texts: TextTables;
  readonly settings: TeacherSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** RMSE of the expected rating that logits give against the observed classes, in the scale's units. */
export function rmseOfLogits(options: {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly levels: readonly number[];
}): number {
  const { logits, labels, levels } = options;
  const probabilities = softmaxRows({ logits, classes: levels.length, temperature: 1 });
  const predictions = expectationOf({ probabilities, levels });
  return rmse({ predictions, ratings: Float32Array.from(labels, (label) => levels[label]) });
}

/** Trains the teacher's heads on the split's training rows, or finds them in the cache. */
export function trainTeacher(options: TrainTeacherOptions): Teacher {
  const { split, settings } = options;
  const members: RatingModel[] = [];
  const histories: FitResult[] = [];
  for (let member = 0; member < settings.members; member++) {
    const random = new Random(options.seed).fork(`teacher ${member}`);
    const model = buildTeacherHead({ ...options, random });
    members.push(model);
    histories.push(trainMember(options, model, member));
    options.onEvent?.({
      kind: 'progress',
      split: split.name,
      stage: 'teacher',
      done: member + 1,
      total: settings.members,
    });
  }
  return assemble(split, members, histories, options.texts.weights);
}

/** A fresh head over text vectors, ids, side features and the training rows as history. */
export function buildTeacherHead(options: {
  readonly split: Split;
  readonly texts: Pick<TextTables, 'items' | 'users'>;
  readonly settings: Pick<TeacherSettings, 'dimensions' | 'hidden' | 'dropout'>;
  readonly random: Random;
}): TextRatingModel {
  const { split, texts, settings, random } = options;
  const { data, train } = split;
  const { dimensions, hidden, dropout } = settings;
  return new TextRatingModel({
    users: data.users.ids.length,
    items: data.items.ids.length,
    itemText: texts.items,
    userText: texts.users,
    itemFeatures: data.items.features,
    userFeatures: data.users.features,
    history: { ...pairsOf(data, train), ratings: ratingsOf(data, train) },
    frequencies: labelFrequencies(data, train),
    dimensions,
    hidden,
    dropout,
    random,
  });
}

function trainMember(options: TrainTeacherOptions, model: RatingModel, member: number): FitResult {
  const { split, settings, texts, seed, cacheFolder, onEvent, signal } = options;
  const { data, train, validation } = split;
  const labels = labelsOf(data, train);
  const pairs = pairsOf(data, train);
  const heldOut = { pairs: pairsOf(data, validation), labels: labelsOf(data, validation) };
  const stage = `teacher ${member + 1} of ${settings.members}`;
  const textHash = [texts.items, texts.users].map((table) => (table === null ? '' : sha256(table.values)));
  // The text tables' hash stands for how they were made.
  const { members: _, fineTuning: __, maxTokens: ___, ...memberSettings } = settings;
  return trainOnce({
    folder: cacheFolder,
    key: { what: 'teacher', split: split.hash, memberSettings, seed, member, textHash },
    parameters: model.parameters,
    train: () =>
      fit({
        parameters: model.parameters,
        rows: train.length,
        loss: (rows, random) => {
          const { logits } = model.forward({ pairs: takePairs(pairs, rows), training: true, random });
          return crossEntropyLoss({ logits, labels: rows.map((row) => labels[row]) });
        },
        validate: () =>
          rmseOfLogits({
            logits: predictLogits({ model, pairs: heldOut.pairs }),
            labels: heldOut.labels,
            levels: data.levels,
          }),
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        learningRate: settings.learningRate,
        weightDecay: settings.weightDecay,
        schedule: 'cosine',
        patience: 4,
        seed: new Random(seed).fork(`teacher training ${member}`).seed,
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
        signal,
      }),
  }).result;
}

function assemble(
  split: Split,
  members: RatingModel[],
  histories: FitResult[],
  textWeights: number,
): Teacher {
  const { data, validation } = split;
  const classes = data.levels.length;
  const logits: Teacher['logits'] = (pairs, onProgress) => {
    const total = members.length * pairs.users.length;
    const each = members.map((model, m) =>
      predictLogits({
        model,
        pairs,
        onProgress: (done) => onProgress?.(m * pairs.users.length + done, total),
      }),
    );
    return meanOfProbabilities({ members: each, classes });
  };
  const ensemble = rmseOfLogits({
    logits: logits(pairsOf(data, validation)),
    labels: labelsOf(data, validation),
    levels: data.levels,
  });
  return {
    logits,
    hash: () => sha256(...members.map((model) => hashWeights(model.parameters))),
    weights: textWeights + members.reduce((sum, model) => sum + countWeights(model.parameters), 0),
    classes,
    members,
    histories,
    validation: { members: histories.map((h) => h.bestValidation), ensemble },
    dispose: () => {
      for (const model of members) model.dispose();
    },
  };
}
