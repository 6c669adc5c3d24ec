import type { Contexts } from '../../../data/contexts';
import { joinContexts } from '../../../data/join-contexts';
import { takeContexts } from '../../../data/take-contexts';
import { takeRows } from '../../../distill/stored-vectors';
import type { Lessons } from '../../../distill/strategies/generative';
import { Random } from '../../../random';
import { fewLabelDecays } from '../few-label-decays';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import { type RankingCase, type TrainRankingCase, trainRankingCase } from './train-ranking-case';

export const labelShares = [0.01, 0.05, 0.1, 0.25, 0.5] as const;

/** [users], 1 for those whose next items are known; a smaller share's users are among a larger one's. */
function labelledUsers({ observed, split, seed }: RankingStrategyMaterial, share: number): Uint8Array {
  const users = [...new Set(observed.contexts.users)];
  const order = new Random(seed).fork('labelled users').permutation(users.length);
  const isLabelled = new Uint8Array(split.data.users.ids.length);
  for (const place of order.subarray(0, Math.max(1, Math.round(share * users.length))))
    isLabelled[users[place]] = 1;
  return isLabelled;
}

/** The training queries, with what came next for the labelled users alone; weights stay. */
export function fewLabels(material: RankingStrategyMaterial, share: number) {
  const { observed } = material;
  const isLabelled = labelledUsers(material, share);
  const userOf = (query: number) => observed.contexts.users[observed.contexts.rows[query]];
  const targets = observed.targets.map((target, query) => (isLabelled[userOf(query)] === 1 ? target : -1));
  return { ...observed, targets };
}

/** The labelled users' queries alone, over and over until they are as many as all, and what the teacher said of them. */
export function labelledAlone(material: RankingStrategyMaterial, share: number): Lessons {
  const { targets, weights, contexts } = fewLabels(material, share);
  const own = Int32Array.from(targets.keys()).filter((query) => targets[query] >= 0);
  const times = Math.max(1, Math.round(targets.length / own.length));
  const part = takeContexts({ contexts, queries: own });
  const queries = Int32Array.from({ length: times * own.length }, (_, i) => own[i % own.length]);
  const { k, items, logits } = material.soft.teacher;
  return {
    examples: {
      contexts: joinContexts(new Array<Contexts>(times).fill(part)),
      targets: queries.map((query) => targets[query]),
      ...(weights && { weights: Float32Array.from(queries, (query) => weights[query]) }),
    },
    teacher: {
      ...{ contexts: queries.length, k },
      ...{ items: takeRows(items, k, queries), logits: takeRows(logits, k, queries) },
    },
  };
}

const withUnlabelled =
  (share: number): TrainRankingCase =>
  (options) =>
    trainRankingCase(options, { examples: fewLabels(options.material, share) });

const labelledOnly =
  (share: number): TrainRankingCase =>
  (options) => {
    const { examples, teacher } = labelledAlone(options.material, share);
    return trainRankingCase(options, { examples, teachers: [teacher] });
  };

/** The labels of a share of the users, or of all of them, without a teacher. */
export function withoutTeacher(share: number): RankingCase['scratchVariant'] & object {
  return {
    name: `the labels of ${100 * share}% of the users, without a teacher`,
    train: (options) => {
      const { material } = options;
      const examples = share === 1 ? material.observed : labelledAlone(material, share).examples;
      return trainRankingCase(options, { examples, method: null, alpha: 0 });
    },
  };
}

function caseOf(share: number): RankingCase {
  const percent = `${100 * share}%`;
  return {
    strategy: `labels-${percent}`,
    family: 'few labels',
    about: `What came next is known for ${percent} of the users; of the others' queries the teacher alone speaks, which learnt from all users.`,
    equation: `L = \\mathrm{CE}_{${100 * share}\\%} + \\alpha T^2 \\mathrm{KL}_{100\\%}`,
    paper: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 5; Chen et al. 2020, arXiv:2006.10029',
    variants: { 'teacher on all queries': withUnlabelled(share) },
    plainVariant: {
      name: `plain distillation on the queries of ${percent} of the users`,
      train: labelledOnly(share),
    },
    scratchVariant: withoutTeacher(share),
    settings: fewLabelDecays,
  };
}

export const fewLabelCases: readonly RankingCase[] = labelShares.map(caseOf);
