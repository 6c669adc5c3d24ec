import * as tf from '@tensorflow/tfjs-node';
import { prefixContexts } from '../../data/build-contexts';
import type { Contexts } from '../../data/contexts';
import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import { distillRanking, type RankingExamples } from '../../distill/ranking/distill-ranking';
import type { StoredVectors } from '../../distill/ranking/stored-teacher';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { sha256 } from '../../files/hash';
import type { ItemTable } from '../../models/ranking/catalogue-vectors';
import { coOccurrence } from '../../models/ranking/co-occurrence';
import type { RankingModel, Scorer } from '../../models/ranking/ranking-model';
import { scorerOf } from '../../models/ranking/score-model';
import { SelfAttentiveModel } from '../../models/ranking/self-attentive-model';
import { TextSimilarity } from '../../models/ranking/text-similarity';
import { WeightedSum } from '../../models/ranking/weighted-sum';
import { Random } from '../../random';
import { countWeights, hashWeights } from '../../tensor/parameter';
import type { FitResult } from '../../train/fit';
import type { PipelineListener } from '../events';
import { trainOnce } from '../trained-cache';
import { chooseWeights, type WeightTrial } from './choose-weights';
import { ndcg10, type RankingQueries } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import { sequencesAStep } from './ranking-trial';

/** A frozen ranking teacher. Dispose it when done. */
export interface RankingTeacher extends Scorer {
  /** sha256 over all weights, computed anew at each call. */
  hash(): string;
  /** The first member's vectors of contexts and items, which hints and topologies are drawn to. */
  vectors(contexts: Contexts): { readonly hidden: StoredVectors; readonly itemVectors: StoredVectors };
  /** Trained weights of all members and of the language model that read the texts. */
  readonly weights: number;
  /** Its parts by themselves, for the tables. */
  readonly parts: readonly { readonly name: string; readonly scorer: Scorer; readonly weight: number }[];
  readonly histories: readonly FitResult[];
  /** What validation said of each pair of weights. */
  readonly weightSearch: readonly WeightTrial[];
  /** NDCG@10 on validation, by member and of the sum. */
  readonly validation: { readonly members: readonly number[]; readonly ensemble: number };
  dispose(): void;
}

export interface TrainRankingTeacherOptions {
  readonly split: Split;
  /** The items' text vectors; null where there are no texts. */
  readonly itemText: ItemTable | null;
  /** Of the language model; 0 where none read the texts. */
  readonly textWeights: number;
  readonly validation: RankingQueries;
  readonly settings: RankingSettings;
  readonly seenItems: SeenItems;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/** Every position of every training sequence, with what came next. */
export function trainingExamples(split: Split, maxLength: number): RankingExamples {
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const users = Int32Array.from(split.data.users.ids.keys());
  return prefixContexts({ sequences, users, maxLength, shortest: 1, stride: Math.ceil(maxLength / 2) });
}

/**
 * Trains the teacher's members and weighs their mean against likeness of texts and co-occurrence on validation:
 *   z = mean of the members' logits + a · ⟨Σ decayed texts of the history, text⟩ + b · co-occurrence
 */
export function trainRankingTeacher(options: TrainRankingTeacherOptions): RankingTeacher {
  const { split, settings, itemText, validation, seenItems } = options;
  const items = split.data.items.ids.length;
  const { members: count, textDecay, pairDecay, pairWindow } = settings.teacher;
  const members: SelfAttentiveModel[] = [];
  const histories: FitResult[] = [];
  for (let member = 0; member < count; member++) {
    const { model, result } = trainMember(options, member);
    members.push(model);
    histories.push(result);
    options.onEvent?.({
      kind: 'progress',
      split: split.name,
      stage: 'teacher',
      done: member + 1,
      total: count,
    });
  }
  const mean = new WeightedSum(members.map((model) => ({ scorer: scorerOf(model), weight: 1 / count })));
  const texts = itemText === null ? null : new TextSimilarity({ itemText, decay: textDecay });
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const pairs = coOccurrence({ items, sequences, window: pairWindow, decay: pairDecay });
  const { chosen, trials } = chooseWeights({
    base: mean,
    texts,
    pairs,
    queries: validation,
    seenItems,
    textWeights: texts === null ? [0] : settings.teacher.textWeights,
    pairWeights: settings.teacher.pairWeights,
  });
  const parts = [
    { name: 'sequential models', scorer: mean as Scorer, weight: 1 },
    ...(texts === null ? [] : [{ name: 'likeness of texts', scorer: texts as Scorer, weight: chosen.text }]),
    { name: 'co-occurrence', scorer: pairs as Scorer, weight: chosen.pairs },
  ];
  const sum = new WeightedSum(parts);
  return {
    items,
    score: (contexts) => sum.score(contexts),
    vectors: (contexts) => vectorsOf(members[0], contexts),
    hash: () =>
      sha256(JSON.stringify(chosen), ...members.map((m) => hashWeights([...m.parameters, ...m.constants]))),
    weights: options.textWeights + members.reduce((total, m) => total + countWeights(m.parameters), 0),
    parts,
    histories,
    weightSearch: trials,
    validation: { members: histories.map((h) => -h.bestValidation), ensemble: chosen.ndcg10 },
    dispose: () => {
      for (const model of members) model.dispose();
      texts?.dispose();
    },
  };
}

/** Contexts that lie in memory at once. */
const CONTEXTS_AT_ONCE = 2048;

function vectorsOf(model: RankingModel, contexts: Contexts) {
  const count = contexts.rows.length;
  const read = (block: Contexts) => {
    const [hidden, itemVectors] = tf.tidy(() => {
      const forward = model.forward({ contexts: block, training: false, random: null });
      return [forward.hidden, forward.itemVectors];
    });
    const values = [hidden, itemVectors].map((tensor) => ({
      values: tensor.dataSync() as Float32Array,
      width: tensor.shape[1],
    }));
    tf.dispose([hidden, itemVectors]);
    return values;
  };
  const takeFrom = (first: number) => {
    const size = Math.min(CONTEXTS_AT_ONCE, count - first);
    return takeContexts({ contexts, queries: Int32Array.from({ length: size }, (_, i) => first + i) });
  };
  const [start, itemVectors] = read(takeFrom(0));
  const values = new Float32Array(count * start.width);
  for (let first = 0; first < count; first += CONTEXTS_AT_ONCE) {
    values.set(read(takeFrom(first))[0].values, first * start.width);
  }
  return { hidden: { values, width: start.width }, itemVectors };
}

function trainMember(
  options: TrainRankingTeacherOptions,
  member: number,
): { model: SelfAttentiveModel; result: FitResult } {
  const { split, settings, itemText, validation, seenItems, seed, cacheFolder, onEvent, signal } = options;
  const { dimensions, layers, heads, dropout, epochs, patience, batchSize, learningRate, weightDecay } =
    settings.teacher;
  const shape = { dimensions, layers, heads, dropout, maxLength: settings.maxLength, withIds: true };
  const model = new SelfAttentiveModel({
    ...shape,
    items: split.data.items.ids.length,
    itemText,
    random: new Random(seed).fork(`teacher ${member}`),
  });
  const budget = { epochs, patience, batchSize, learningRate, weightDecay };
  const textHash = itemText === null ? '' : sha256(itemText.values);
  const stage = `teacher ${member + 1} of ${settings.teacher.members}`;
  const { result } = trainOnce({
    folder: cacheFolder,
    key: { what: 'ranking teacher', split: split.hash, shape, budget, seenItems, seed, member, textHash },
    parameters: model.parameters,
    train: () => {
      const examples = trainingExamples(split, settings.maxLength);
      const { history, bestEpoch, bestValidation } = distillRanking({
        student: model,
        examples,
        teachers: [],
        method: null,
        alpha: 0,
        hardWeight: 1,
        validate: () => -ndcg10(scorerOf(model), validation, seenItems),
        ...budget,
        batchSize: sequencesAStep(examples, batchSize),
        schedule: 'cosine',
        warmup: 0.05,
        clipNorm: 1,
        seed: new Random(seed).fork(`teacher training ${member}`).seed,
        onEpoch: (event) => onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
        signal,
      });
      return { history, bestEpoch, bestValidation };
    },
  });
  return { model, result };
}
