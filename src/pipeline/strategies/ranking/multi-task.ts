import type { ClickTable } from '../../../data/click/click-table';
import { pairClickTable } from '../../../data/click/pair-click-table';
import { labelsOf, pairsOf } from '../../../data/labels';
import { catalogueKl } from '../../../distill/ranking/methods/catalogue-kl';
import type { LabelledPairs } from '../../../distill/soft-pairs';
import { gradNormWeighting } from '../../../distill/strategies/grad-norm';
import { clickTask, nextItemTask, ratingTask } from '../../../distill/strategies/learning-tasks';
import {
  fixedWeighting,
  type LossWeighting,
  uncertaintyWeighting,
} from '../../../distill/strategies/loss-weighting';
import { distillTasks } from '../../../distill/strategies/multi-task';
import { InputError } from '../../../errors';
import { SharedVectorsModel } from '../../../models/multi-task/shared-vectors-model';
import type { RankingModel } from '../../../models/ranking/ranking-model';
import { scorerOf } from '../../../models/ranking/score-model';
import { ndcg10 } from '../../ranking/ranking-queries';
import { sequencesAStep } from '../../ranking/training-examples';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import {
  ownRandom,
  type RankingCase,
  type RankingCaseOptions,
  type TrainedRanking,
  type TrainRankingCase,
} from './train-ranking-case';

/** How much of an item the history's mean keeps against the next younger one. */
const DECAY = 0.7;
/** What the heads beside the next item's count where weights are fixed. */
const SIDE = 0.2;

/** Draws of an item that a user did not take; who took nearly all keeps one that was taken. */
const DRAWS = 20;

/** What the heads beside the next item's learn from. */
interface SideTasks {
  readonly ratings: LabelledPairs;
  /** How often each level stands among them. */
  readonly levels: readonly number[];
  /** Who took what, and as many pairs that nobody took. */
  readonly clicks: ClickTable;
}

/** Ratings of the training rows; a pair that is no row of the rated data is left out. */
function ratingsOfTrain({ split, rated }: RankingStrategyMaterial): LabelledPairs {
  if (rated === null) throw new InputError('multi-task: the data have no ratings');
  const keyOf = (user: number, item: number) => user * split.data.items.ids.length + item;
  const { users, items } = rated.interactions;
  const rowOf = new Map(Array.from(users, (user, row) => [keyOf(user, items[row]), row]));
  const own = pairsOf(split.data, split.train);
  const rows = Int32Array.from(
    Array.from(own.users, (user, at) => rowOf.get(keyOf(user, own.items[at])) ?? -1).filter(
      (row) => row >= 0,
    ),
  );
  return { ...pairsOf(rated, rows), labels: labelsOf(rated, rows) };
}

function clicksOfTrain({ split, seed }: RankingStrategyMaterial, options: RankingCaseOptions): ClickTable {
  const { data, train } = split;
  const taken = pairsOf(data, train);
  const random = ownRandom({ ...options, seed }, 'pairs without a click');
  const sizes = { users: data.users.ids.length, items: data.items.ids.length };
  const keys = new Set(Array.from(taken.users, (user, at) => user * sizes.items + taken.items[at]));
  const drawnItem = (user: number) => {
    let item = random.integer(sizes.items);
    for (let draw = 1; draw < DRAWS && keys.has(user * sizes.items + item); draw++)
      item = random.integer(sizes.items);
    return item;
  };
  const others = taken.users.map(drawnItem);
  const both = (a: Int32Array, b: Int32Array) => Int32Array.from([...a, ...b]);
  return pairClickTable({
    ...sizes,
    pairs: { users: both(taken.users, taken.users), items: both(taken.items, others) },
    labels: Float32Array.from({ length: 2 * train.length }, (_, row) => (row < train.length ? 1 : 0)),
  });
}

function sideTasks(options: RankingCaseOptions): SideTasks {
  const { material } = options;
  return material.once.get('ratings and clicks', () => {
    const ratings = ratingsOfTrain(material);
    const levels = new Array<number>(material.rated?.levels.length ?? 0).fill(1);
    for (const label of ratings.labels) levels[label]++;
    return { ratings, levels, clicks: clicksOfTrain(material, options) };
  });
}

/** The head for the next item as a model that owns all of its student. */
function nextItemHead(model: SharedVectorsModel): RankingModel {
  const { kind, items, parameters, constants, config } = model.ranking;
  return {
    ...{ kind, items, parameters, constants, config },
    forward: (options) => model.ranking.forward(options),
    dispose: () => model.dispose(),
  };
}

function tasksOf({ material, plain }: RankingCaseOptions, model: SharedVectorsModel, side: SideTasks) {
  const { soft } = material;
  const { temperature, alpha } = plain;
  const teacherless = { softTargets: null, temperature: 1, alpha: 0 };
  const rows = Int32Array.from({ length: side.clicks.rows }, (_, row) => row);
  return [
    nextItemTask({
      ...{ model: model.ranking, examples: soft.examples, teachers: [soft.teacher], alpha, hardWeight: 1 },
      method: catalogueKl({ temperature }),
    }),
    ratingTask({ model: model.rating, train: side.ratings, ...teacherless }),
    clickTask({ model: model.click, table: side.clicks, rows, ...teacherless }),
  ];
}

type WeightingOf = (model: SharedVectorsModel) => LossWeighting;

/** The first `heads` of next item, rating and click on one set of vectors. */
function trainHeads(options: RankingCaseOptions, heads: number, weightingOf: WeightingOf): TrainedRanking {
  const { material, plain, onEpoch, signal } = options;
  const { settings, observed, validation, seenItems, split } = material;
  const { epochs, patience, batchSize, dimensions } = settings.student;
  const { learningRate, weightDecay } = plain;
  const side = sideTasks(options);
  const { users, items } = split.data;
  const model = new SharedVectorsModel({
    ...{ users: users.ids.length, items: items.ids.length, dimensions, decay: DECAY },
    ...{ ratingFrequencies: side.levels, clickFrequencies: [1, 1] },
    random: ownRandom(options, 'shared vectors'),
  });
  const weighting = weightingOf(model);
  const tasks = tasksOf(options, model, side).slice(0, heads);
  const queries = observed.targets.length / observed.contexts.users.length;
  const size = Math.max(1, Math.round(sequencesAStep(observed, batchSize) * queries));
  const steps = Math.ceil(observed.targets.length / size);
  try {
    const { weights } = distillTasks({
      ...{ parameters: model.parameters, tasks, weighting, learningRate, weightDecay, epochs, patience },
      batchSizes: tasks.map(({ rows }, task) => (task === 0 ? size : Math.ceil(rows / steps))),
      ...{ schedule: 'cosine', warmup: 0.05, clipNorm: 1, onEpoch, signal },
      seed: ownRandom(options, 'several tasks').seed,
      validate: () => -ndcg10(scorerOf(model.ranking), validation, seenItems),
    });
    const named = tasks.map(({ name }, task) => [`weight of ${name}`, weights[task]]);
    return { model: nextItemHead(model), findings: Object.fromEntries(named) };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    weighting.dispose();
  }
}

const allHeads =
  (weightingOf: WeightingOf): TrainRankingCase =>
  (options) =>
    trainHeads(options, 3, weightingOf);

const shared = {
  family: 'multi-task' as const,
  plainVariant: {
    name: 'plain distillation of the same student with one head, for the next item',
    train: ((options) =>
      trainHeads(options, 1, () => fixedWeighting({ weights: [1] }))) satisfies TrainRankingCase,
  },
  excuse: ({ rated }: RankingStrategyMaterial) => (rated === null ? 'the data have no ratings' : null),
};

export const multiTask: readonly RankingCase[] = [
  {
    ...shared,
    strategy: 'multi-task-fixed',
    about: 'One student with heads for the next item, ratings and clicks; the losses have fixed weights.',
    equation: 'L = L_n + 0.2 L_r + 0.2 L_c',
    paper: 'Caruana 1997, doi:10.1023/A:1007379606734',
    variants: { 'weights 1, 0.2, 0.2': allHeads(() => fixedWeighting({ weights: [1, SIDE, SIDE] })) },
  },
  {
    ...shared,
    strategy: 'multi-task-uncertainty',
    about: "The losses of the three heads count by each task's noise, which is learnt.",
    equation: 'L = \\sum_t e^{-s_t} L_t + s_t',
    paper: 'Kendall, Gal & Cipolla 2018, arXiv:1705.07115',
    variants: { learnt: allHeads(() => uncertaintyWeighting({ tasks: 3, learningRate: 0.01 })) },
  },
  {
    ...shared,
    strategy: 'multi-task-grad-norm',
    about: 'The losses of the three heads are weighted so that all pull alike on the shared vectors.',
    equation: 'w_t \\Vert \\nabla_W L_t \\Vert \\rightarrow \\bar G \\, r_t^{\\alpha}',
    paper: 'Chen et al. 2018, arXiv:1711.02257',
    variants: {
      'asymmetry 1': allHeads((model) =>
        gradNormWeighting({
          ...{ tasks: 3, asymmetry: 1, learningRate: 0.02 },
          shared: model.shared.filter(({ name }) => name === 'items'),
        }),
      ),
    },
  },
];
