import * as tf from '@tensorflow/tfjs-node';
import type { Contexts } from '../../data/contexts';
import { sequencesOf } from '../../data/sequences';
import { takeContexts } from '../../data/take-contexts';
import type { StoredVectors } from '../../distill/ranking/stored-teacher';
import { sha256 } from '../../files/hash';
import type { ItemTable } from '../../models/ranking/catalogue-vectors';
import { coOccurrence } from '../../models/ranking/co-occurrence';
import type { RankingModel, Scorer } from '../../models/ranking/ranking-model';
import { scorerOf } from '../../models/ranking/score-model';
import { TextSimilarity } from '../../models/ranking/text-similarity';
import { WeightedSum } from '../../models/ranking/weighted-sum';
import { countWeights, hashWeights } from '../../tensor/parameter';
import type { FitResult } from '../../train/fit';
import { chooseWeights, type WeightTrial } from './choose-weights';
import { ndcg10 } from './ranking-queries';
import { type TeacherTraining, type TrainedMember, trainMember } from './teacher-members';

/** A frozen ranking teacher. Dispose it when done. */
export interface RankingTeacher extends Scorer {
  /** sha256 over all weights, computed anew at each call. */
  hash(): string;
  /** The first member's vectors of contexts and items, which hints and topologies are drawn to. */
  vectors(contexts: Contexts): { readonly hidden: StoredVectors; readonly itemVectors: StoredVectors };
  /** Trained weights of all members and of the language model that read the texts. */
  readonly weights: number;
  /** Its parts by themselves, for the tables. */
  readonly parts: readonly TeacherPart[];
  readonly histories: readonly FitResult[];
  /** What validation said of each choice of weights that was tried. */
  readonly weightSearch: readonly WeightTrial[];
  /** NDCG@10 on validation, by member and of the sum. */
  readonly validation: { readonly members: readonly number[]; readonly ensemble: number };
  dispose(): void;
}

export interface TeacherPart {
  readonly name: string;
  readonly scorer: Scorer;
  readonly weight: number;
  /** NDCG@10 on validation by itself. */
  readonly validation: number;
}

/** `itemText` is as the language model came. */
export interface TrainRankingTeacherOptions extends TeacherTraining {
  /** After it was taught which text comes next, for members and likeness; null where it was not. */
  readonly tunedText: ItemTable | null;
  /** Of the language model; 0 where none read the texts. */
  readonly textWeights: number;
}

/**
 * Trains the teacher's members and weighs them on validation against likeness of texts and co-occurrence:
 *   z = Σ_kinds w_kind · mean of the kind's logits + a · ⟨Σ decayed texts of the history, text⟩ + b · co-occurrence
 * The first kind has weight 1.
 */
export function trainRankingTeacher(options: TrainRankingTeacherOptions): RankingTeacher {
  const { split, settings, itemText, tunedText, validation: queries, seenItems } = options;
  const { textDecay, pairDecay, pairWindow, memberWeights, textWeights, pairWeights } = settings.teacher;
  const kinds = trainKinds(options);
  const members = kinds.flatMap((kind) => kind.members);
  const texts = [
    { name: 'likeness of tuned texts', table: tunedText },
    { name: 'likeness of texts', table: itemText },
  ].flatMap(({ name, table }) =>
    table === null ? [] : [{ name, scorer: new TextSimilarity({ itemText: table, decay: textDecay }) }],
  );
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const items = split.data.items.ids.length;
  const pairs = coOccurrence({ items, sequences, window: pairWindow, decay: pairDecay });
  const candidates = [
    ...kinds.map(({ name, scorer }, k) => ({ name, scorer, weights: k === 0 ? [1] : memberWeights })),
    ...texts.map((text) => ({ ...text, weights: textWeights })),
    { name: 'co-occurrence', scorer: pairs, weights: pairWeights },
  ];
  const { chosen, trials } = chooseWeights({ candidates, queries, seenItems });
  const parts = candidates.map(({ name, scorer }, p) => ({
    name,
    scorer,
    weight: chosen.weights[p],
    validation: ndcg10(scorer, queries, seenItems),
  }));
  const sum = new WeightedSum(parts);
  return {
    items,
    score: (contexts) => sum.score(contexts),
    vectors: (contexts) => vectorsOf(members[0].model, contexts),
    hash: () =>
      sha256(
        JSON.stringify([chosen.weights, textDecay, pairDecay, pairWindow]),
        ...members.map(({ model }) => hashWeights([...model.parameters, ...model.constants])),
      ),
    weights:
      options.textWeights + members.reduce((total, { model }) => total + countWeights(model.parameters), 0),
    parts,
    histories: members.map(({ result }) => result),
    weightSearch: trials,
    validation: {
      members: members.map(({ result }) => -result.bestValidation),
      ensemble: ndcg10(sum, queries, seenItems),
    },
    dispose: () => {
      for (const { model } of members) model.dispose();
      for (const { scorer } of texts) scorer.dispose();
    },
  };
}

/** Every kind with all its members, and their mean. */
function trainKinds(options: TrainRankingTeacherOptions) {
  const { kinds, members: count } = options.settings.teacher;
  const itemText = options.tunedText ?? options.itemText;
  let done = 0;
  return kinds.map((kind) => {
    const members: TrainedMember[] = [];
    for (let member = 0; member < count; member++) {
      members.push(trainMember({ ...options, itemText, kind, member }));
      options.onEvent?.({
        kind: 'progress',
        split: options.split.name,
        stage: 'teacher',
        done: ++done,
        total: kinds.length * count,
      });
    }
    const scorer = new WeightedSum(
      members.map(({ model }) => ({ scorer: scorerOf(model), weight: 1 / count })),
    );
    return { name: kind, members, scorer };
  });
}

/** Contexts whose vectors are computed at once; other blocks may move their last bits. */
export const CONTEXTS_AT_ONCE = 2048;

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
