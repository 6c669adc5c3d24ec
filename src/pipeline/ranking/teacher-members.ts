import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { distillRanking } from '../../distill/ranking/distill-ranking';
import { trainMaskedItems } from '../../distill/ranking/train-masked-items';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { sha256 } from '../../files/hash';
import type { ItemTable } from '../../models/ranking/catalogue-vectors';
import { GruModel } from '../../models/ranking/gru-model';
import { LightGcn, userItemGraph } from '../../models/ranking/light-gcn';
import { MaskedItemModel } from '../../models/ranking/masked-item-model';
import { MatrixFactorizationRanking } from '../../models/ranking/matrix-factorization-ranking';
import type { RankingModel } from '../../models/ranking/ranking-model';
import { scorerOf } from '../../models/ranking/score-model';
import { SelfAttentiveModel } from '../../models/ranking/self-attentive-model';
import { Random } from '../../random';
import type { FitResult } from '../../train/fit';
import type { PipelineListener } from '../events';
import { trainOnce } from '../trained-cache';
import { ndcg10, type RankingQueries } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import type { TeacherKind } from './teacher-kinds';
import { sequencesAStep, trainingExamples } from './training-examples';

/** What trains a whole teacher, or one member of it. */
export interface TeacherTraining {
  readonly split: Split;
  /** The items' text vectors; null where there are no texts. */
  readonly itemText: ItemTable | null;
  readonly validation: RankingQueries;
  readonly settings: RankingSettings;
  readonly seenItems: SeenItems;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

export interface TrainMemberOptions extends TeacherTraining {
  readonly kind: TeacherKind;
  /** From 0; members of a kind differ by their seeds. */
  readonly member: number;
}

export interface TrainedMember {
  readonly model: RankingModel;
  readonly result: FitResult;
}

/** Chance of an item to be hidden from BERT4Rec, and share of the sequences that hide the last one alone. */
const MASKS = { maskShare: 0.3, lastShare: 0.2 };

/** Trains one member, or reads it from the cache; the caller disposes the model. */
export function trainMember(options: TrainMemberOptions): TrainedMember {
  const { split, kind, member, settings, itemText, seenItems, seed, cacheFolder } = options;
  const { dimensions, layers, heads, dropout, epochs, patience, batchSize, learningRate, weightDecay } =
    settings.teacher;
  const model = createMember(options, new Random(seed).fork(`${kind} ${member}`));
  const shape = { kind, dimensions, layers, heads, dropout, maxLength: settings.maxLength };
  const { mostQueries } = settings;
  const budget = { epochs, patience, batchSize, learningRate, weightDecay, mostQueries };
  const textHash = kind === 'text-sequential' && itemText !== null ? sha256(itemText.values) : '';
  const { result } = trainOnce({
    folder: cacheFolder,
    key: { what: 'ranking teacher', split: split.hash, shape, budget, seenItems, seed, member, textHash },
    parameters: model.parameters,
    train: () => fitMember(options, model),
  });
  return { model, result };
}

function createMember({ kind, split, settings, itemText }: TrainMemberOptions, random: Random): RankingModel {
  const { dimensions, layers, heads, dropout } = settings.teacher;
  const { maxLength } = settings;
  const sizes = { items: split.data.items.ids.length, dimensions, random };
  const ids = { ...sizes, withIds: true, itemText: null };
  const users = split.data.users.ids.length;
  switch (kind) {
    case 'bert4rec':
      return new MaskedItemModel({ ...sizes, layers, heads, dropout, maxLength });
    case 'gru4rec':
      return new GruModel({ ...ids, layers, dropout });
    case 'light-gcn': {
      const graph = userItemGraph(sequencesOf({ data: split.data, rows: split.train }));
      return new LightGcn({ ...sizes, users, layers, graph });
    }
    case 'mf':
      return new MatrixFactorizationRanking({ ...ids, users });
    case 'sasrec':
      return new SelfAttentiveModel({ ...ids, layers, heads, dropout, maxLength });
    default:
      return new SelfAttentiveModel({ ...ids, itemText, layers, heads, dropout, maxLength });
  }
}

function fitMember(options: TrainMemberOptions, model: RankingModel): FitResult {
  const { split, kind, member, settings, validation, seenItems, seed, onEvent, signal } = options;
  const { maxLength, mostQueries } = settings;
  const { epochs, patience, batchSize, learningRate, weightDecay, members } = settings.teacher;
  const stage = `teacher, ${kind} ${member + 1} of ${members}`;
  const examples = trainingExamples({ split, maxLength, most: mostQueries, seed });
  const training = {
    validate: () => -ndcg10(scorerOf(model), validation, seenItems),
    ...{ epochs, patience, learningRate, weightDecay },
    batchSize: sequencesAStep(examples, batchSize),
    schedule: 'cosine' as const,
    warmup: 0.05,
    clipNorm: 1,
    seed: new Random(seed).fork(`training ${kind} ${member}`).seed,
    onEpoch: (event: FitResult['history'][number]) =>
      onEvent?.({ kind: 'epoch', split: split.name, stage, event }),
    signal,
  };
  const { history, bestEpoch, bestValidation } =
    model instanceof MaskedItemModel
      ? trainMaskedItems({ model, sequences: trainSequences(split), ...MASKS, ...training })
      : distillRanking({
          ...{ student: model, examples, teachers: [], method: null, alpha: 0, hardWeight: 1 },
          ...training,
        });
  return { history, bestEpoch, bestValidation };
}

function trainSequences(split: Split) {
  return sequencesOf({ data: split.data, rows: split.train });
}
