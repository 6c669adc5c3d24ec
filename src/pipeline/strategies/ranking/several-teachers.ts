import { heterogeneousTeachers } from '../../../distill/ranking/methods';
import { chosenTeachers } from '../../../distill/strategies/chosen-teachers';
import { confidentTeachers } from '../../../distill/strategies/confident-teachers';
import { type CatalogueWords, heardParts, mixedWord } from './mixed-words';
import type { RankingStrategyMaterial } from './ranking-strategy-material';
import { type RankingCase, type TrainRankingCase, trainRankingCase } from './train-ranking-case';

/** Of the consensus, and the places over which an item's importance in it falls to 1 / e. */
const CONSENSUS = { k: 20, lambda: 10 };

function excuse(material: RankingStrategyMaterial): string | null {
  const parts = heardParts(material);
  if (parts.length > 1) return null;
  return `the teacher is ${parts[0].name} alone: validation gave no other part a weight`;
}

/** Plain distillation from the parts' words, made one by a rule. */
function fromMixture(name: string, mix: (words: CatalogueWords) => Float32Array): TrainRankingCase {
  return (options) => {
    const { once } = options.material;
    const word = once.get(`parts' words, ${name}`, () => mixedWord(options.material, mix));
    return trainRankingCase(options, { teachers: [word] });
  };
}

const confident = (sharpness: number) =>
  fromMixture(`confident ${sharpness}`, ({ labels: _, ...words }) =>
    confidentTeachers({ ...words, labels: null, sharpness }),
  );

const consensus =
  (alpha: number): TrainRankingCase =>
  (options) => {
    const { material, plain } = options;
    const ranks = (part: number) => mixedWord(material, ({ teachers }) => teachers[part]);
    const teachers = heardParts(material).map((_, part) =>
      material.once.get(`word of part ${part}`, () => ranks(part)),
    );
    const k = Math.min(CONSENSUS.k, material.soft.teacher.k);
    const method = heterogeneousTeachers({ ...CONSENSUS, k, stages: 1, every: 1, threshold: 1 });
    return trainRankingCase(options, { teachers, method, alpha: (alpha * plain.alpha) / k });
  };

/** Plain distillation hears the weighted sum of the parts' logits; these hear the same parts otherwise. */
export const severalTeachers: readonly RankingCase[] = [
  {
    strategy: 'mean-of-teachers',
    family: 'several teachers',
    about:
      "The soft targets are the mean of the parts' probabilities instead of the weighted sum of their logits.",
    equation: 'p = \\frac{1}{M} \\sum_m \\mathrm{softmax}(w_m z_m)',
    paper: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531',
    variants: { mean: confident(0) },
    excuse,
  },
  {
    strategy: 'confident-teachers',
    family: 'several teachers',
    about: 'Each part of the teacher is heard as much as it is sure of the query.',
    equation: 'p_i = \\sum_m w_{im} p_{im},\\quad w_{im} \\propto \\exp(-\\gamma H(p_{im}) / \\ln C)',
    paper: 'Kwon et al. 2020, ICASSP; Zhang, Chen & Wang 2022, arXiv:2201.00007',
    variants: { 'sharpness 2': confident(2), 'sharpness 8': confident(8) },
    excuse,
  },
  {
    strategy: 'chosen-teacher',
    family: 'several teachers',
    about: 'One part of the teacher is chosen for each query: the most right, or the most sure.',
    equation: 'm_i = \\arg\\max_m p_{im}[y_i] \\text{ or } \\arg\\min_m H(p_{im})',
    paper: 'Yuan et al. 2021, arXiv:2012.06048',
    variants: {
      'most right': fromMixture('most right', (words) => chosenTeachers(words).logits),
      'most sure': fromMixture('most sure', (words) => chosenTeachers({ ...words, labels: null }).logits),
    },
    excuse,
  },
  {
    strategy: 'consensus-of-rankings',
    family: 'several teachers',
    about: "The student learns the order of a consensus of the parts' rankings.",
    equation:
      'L = -\\sum_{k \\le K} \\ln \\frac{e^{z[\\pi_k]}}{\\sum_{l \\ge k} e^{z[\\pi_l]} + \\sum_{j \\notin \\pi} e^{z[j]}}',
    paper: 'Kang et al. 2023, arXiv:2303.01130',
    variants: { 'weight 1': consensus(1), 'weight 0.3': consensus(0.3) },
    excuse,
  },
];
