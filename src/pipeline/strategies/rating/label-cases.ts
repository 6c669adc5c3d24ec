import type { LabelledPairs, SoftPairs } from '../../../distill/soft-pairs';
import { takePairs } from '../../../distill/soft-pairs';
import {
  choosePairsToLabel,
  teacherUncertainty,
  type Uncertainty,
} from '../../../distill/strategies/choose-pairs-to-label';
import { Random } from '../../../random';
import { softPairsAt } from '../../soft-pairs';
import { fewLabelDecays } from '../few-label-decays';
import type { RatingCase } from './rating-case';
import type { RatingStrategyMaterial } from './rating-strategy-material';
import { newRatingStudent, type RatingCaseOptions, teachModel } from './teach-rating-student';

const ACTIVE_SHARE = 0.05;

function countOf({ observed }: RatingStrategyMaterial, share: number): number {
  return Math.max(1, Math.round(share * observed));
}

/** Places among the training rows whose labels are known; those of a smaller share are among those of a larger one. */
export function labelledPlaces(material: RatingStrategyMaterial, share: number): Int32Array {
  const order = new Random(1).fork('labelled rows').permutation(material.observed);
  return order.slice(0, countOf(material, share)).sort();
}

/** The labelled rows over and over, so that an epoch takes as many steps as with all of them. */
function repeated({ train, observed }: RatingStrategyMaterial, places: Int32Array): LabelledPairs {
  const at = Int32Array.from({ length: observed }, (_, k) => places[k % places.length]);
  return { ...takePairs(train, at), labels: at.map((place) => train.labels[place]) };
}

/** Plain distillation, or without a teacher's word learning, with the labels of these rows alone. */
function withLabelsOf(options: RatingCaseOptions, places: Int32Array, said: SoftPairs | null) {
  const { material } = options;
  const rows = places.map((place) => material.split.train[place]);
  const model = newRatingStudent(options, { rows });
  return {
    model: teachModel(options, model, { train: repeated(material, places), said }),
    findings: { labels: places.length },
  };
}

const percent = (share: number) => `${Math.round(100 * share)}%`;

const scratchOf = (share: number): RatingCase['scratchVariant'] => ({
  name: `from scratch on the ${percent(share)} labelled rows`,
  train: (options) => withLabelsOf(options, labelledPlaces(options.material, share), null),
});

/** A case of that share of the labels, the teacher speaking of all pairs. */
function fewLabels(share: number): RatingCase {
  const words = share === 1 ? 'All training labels' : `${percent(share)} of the training labels`;
  return {
    strategy: `labels-${percent(share)}`,
    family: 'few labels',
    about: `${words} are known, and the teacher, who had all of them, speaks of rated and unrated pairs.`,
    equation: String.raw`\tfrac1{|\mathcal L|} \sum_{i \in \mathcal L} \ell(y_i) + \tfrac{\alpha T^2}{|\mathcal U|} \sum_{i \in \mathcal U} \mathrm{KL}_i`,
    paper: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2 (a transfer set without labels)',
    variants: {
      drawn: (options) =>
        withLabelsOf(options, labelledPlaces(options.material, share), options.material.said),
    },
    plainVariant: {
      name: `plain distillation on the ${percent(share)} labelled rows alone`,
      train: (options) => {
        const { material } = options;
        const places = labelledPlaces(material, share);
        const said = softPairsAt({ ...material.said, classes: material.teacher.classes }, places);
        return withLabelsOf(options, places, said);
      },
    },
    scratchVariant: scratchOf(share),
    settings: fewLabelDecays,
  };
}

/** The labels are asked for where the members are unsure, or differ. */
const asked = (measure: Uncertainty, diversity: number) => (options: RatingCaseOptions) => {
  const { material } = options;
  const { said, teacher, observed } = material;
  const { classes } = teacher;
  const ofRows = (logits: Float32Array) => logits.subarray(0, observed * classes);
  const uncertainty = teacherUncertainty({ teachers: material.members().map(ofRows), classes, measure });
  const vectors = { values: ofRows(said.logits), width: classes };
  const count = countOf(material, ACTIVE_SHARE);
  return withLabelsOf(options, choosePairsToLabel({ uncertainty, vectors, count, diversity }), material.said);
};

const active: RatingCase = {
  strategy: 'active-labels',
  family: 'few labels',
  about: `${percent(ACTIVE_SHARE)} of the labels are known, of rows that the teacher is unsure of; the teacher speaks of all pairs.`,
  equation: String.raw`\arg\max_i u_i^{1 - \delta} d_i^{\,\delta}`,
  paper: 'Sener & Savarese 2018, arXiv:1708.00489; Houlsby et al. 2011, arXiv:1112.5745',
  variants: {
    'most unsure': asked('entropy', 0),
    'unsure and unlike': asked('entropy', 0.5),
    'members differ': asked('disagreement', 0),
  },
  plainVariant: {
    name: `as many labels of rows drawn at random (${percent(ACTIVE_SHARE)})`,
    train: (options) =>
      withLabelsOf(options, labelledPlaces(options.material, ACTIVE_SHARE), options.material.said),
  },
  scratchVariant: scratchOf(ACTIVE_SHARE),
  settings: fewLabelDecays,
};

/** Few labels, up to all of them. */
export const labelRatingCases: readonly RatingCase[] = [
  ...[0.01, 0.05, 0.1, 0.25, 0.5, 1].map(fewLabels),
  active,
];
