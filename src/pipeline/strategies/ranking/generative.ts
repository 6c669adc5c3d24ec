import type { Contexts } from '../../../data/contexts';
import { sequencesOf } from '../../../data/sequences';
import {
  type HistorySource,
  type Lessons,
  multVaeHistories,
  syntheticLessons,
} from '../../../distill/strategies/generative';
import { mixLessons } from '../../../distill/strategies/mix-lessons';
import { fitMultVae } from '../../../models/ranking/fit-mult-vae';
import { MultVae } from '../../../models/ranking/mult-vae';
import { scorerOf } from '../../../models/ranking/score-model';
import { Random } from '../../../random';
import { drawHistories } from '../../ranking/drawn-histories';
import { ndcg10 } from '../../ranking/ranking-queries';
import { excludedFrom } from './excluded-from';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import {
  ownRandom,
  type RankingCase,
  type RankingCaseOptions,
  type TrainRankingCase,
  trainRankingCase,
} from './train-ranking-case';

/** Of the variational autoencoder that makes histories up. */
const VAE = { dimensions: 64, latent: 16, dropout: 0.5, cap: 0.2, learningRate: 2e-3, weightDecay: 0.01 };
const VAE_BUDGET = { epochs: 30, patience: 5, batchSize: 128, annealSteps: 300 };

type Source = 'mult-vae' | 'teacher';

function vaeHistories(
  { material, signal }: RankingCaseOptions,
  asked: Parameters<HistorySource>[0],
): Contexts {
  const { split, seed, validation, seenItems } = material;
  const random = new Random(seed).fork('mult-vae');
  const { cap, learningRate, weightDecay, ...shape } = VAE;
  const model = new MultVae({ ...shape, items: split.data.items.ids.length, random });
  try {
    fitMultVae({
      ...{ model, cap, learningRate, weightDecay, ...VAE_BUDGET, signal },
      sequences: sequencesOf({ data: split.data, rows: split.train }),
      validate: () => -ndcg10(scorerOf(model), validation, seenItems),
      seed: random.fork('training').seed,
    });
    return multVaeHistories(model)(asked);
  } finally {
    model.dispose();
  }
}

function teachersHistories({ teacher, soft }: RankingStrategyMaterial, asked: Parameters<HistorySource>[0]) {
  return drawHistories({ teacher, k: soft.teacher.k, ...asked });
}

/** As many histories as there are real ones, of the settings' length, with the teacher's word on every place. */
function madeUp(options: RankingCaseOptions, from: Source): Lessons {
  const { once, settings, observed, teacher, soft, seenItems, seed } = options.material;
  return once.get(`histories by ${from}`, () =>
    syntheticLessons({
      source: (asked) =>
        from === 'teacher' ? teachersHistories(options.material, asked) : vaeHistories(options, asked),
      ...{ teacher, count: observed.contexts.users.length, length: settings.distillation.drawnLength },
      ...{ targets: 'none', k: soft.teacher.k, exclude: excludedFrom(seenItems) },
      random: new Random(seed).fork(`histories by ${from}`),
    }),
  );
}

/** Real histories, without what is stored of vectors, which made up ones do not have. */
function realLessons({ soft }: RankingStrategyMaterial): Lessons {
  const { hidden: _, itemVectors: __, ...lists } = soft.teacher;
  return { examples: soft.examples, teacher: lists };
}

/** Of as many histories as there are real ones, this share is made up. Data-free training has no observed items. */
const withShare =
  (from: Source, share: number): TrainRankingCase =>
  (options) => {
    const { material } = options;
    const { examples, teacher } = mixLessons({
      real: share === 1 ? null : realLessons(material),
      synthetic: madeUp(options, from),
      share,
      count: material.observed.contexts.users.length,
      random: ownRandom(options, 'mixture of lessons'),
    });
    return trainRankingCase(options, { examples, teachers: [teacher], hardWeight: share === 1 ? 0 : 1 });
  };

/** All real histories, and as many made up beside them. */
const beside =
  (from: Source): TrainRankingCase =>
  (options) => {
    const { material } = options;
    const real = realLessons(material);
    const synthetic = madeUp(options, from);
    const { examples, teacher } = joined(real, synthetic, options);
    return trainRankingCase(options, { examples, teachers: [teacher] });
  };

/** Half and half of twice as many is all of both. */
function joined(real: Lessons, synthetic: Lessons, options: RankingCaseOptions): Lessons {
  const count = real.examples.contexts.users.length + synthetic.examples.contexts.users.length;
  return mixLessons({
    ...{ real, synthetic, count, share: synthetic.examples.contexts.users.length / count },
    random: ownRandom(options, 'mixture of lessons'),
  });
}

function excuse(_: RankingStrategyMaterial, student: string): string | null {
  return student === 'mf'
    ? 'mf knows users alone, and nobody stands behind a history that was made up'
    : null;
}

const paper =
  'Liang et al. 2018, arXiv:1802.05814; Yoo et al. 2019, NeurIPS 32; Yue et al. 2021, arXiv:2109.01165';

export const generative: readonly RankingCase[] = [
  {
    strategy: 'histories-beside',
    family: 'generative',
    about: 'As many histories again are made up, and the teacher asked of them, beside all real ones.',
    equation:
      's_{n+1} \\sim p(\\cdot \\mid s_1, \\ldots, s_n) \\text{ or } s \\sim p(\\cdot \\mid z),\\; z \\sim N(0, I)',
    paper,
    variants: { 'by the teacher': beside('teacher'), 'by a Mult-VAE': beside('mult-vae') },
    excuse,
  },
  {
    strategy: 'half-synthetic',
    family: 'generative',
    about: 'Half of the real histories are replaced by made up ones.',
    equation: '|S| = |R| = n / 2',
    paper,
    variants: { 'by the teacher': withShare('teacher', 0.5), 'by a Mult-VAE': withShare('mult-vae', 0.5) },
    excuse,
  },
  {
    strategy: 'data-free',
    family: 'generative',
    about:
      'No real row reaches the student: all histories are made up, and the teacher alone speaks of them; validation still picks the epoch.',
    equation: '|S| = n,\\; |R| = 0',
    paper,
    variants: { 'by the teacher': withShare('teacher', 1), 'by a Mult-VAE': withShare('mult-vae', 1) },
    excuse,
  },
];
