import type { DistillTerm } from '../../../distill/distill-term';
import { attentionTransfer } from '../../../distill/strategies/attention-transfer';
import { combineTerms } from '../../../distill/strategies/combine-terms';
import { layerHint } from '../../../distill/strategies/layer-hint';
import { patientDistillation } from '../../../distill/strategies/patient-distillation';
import { similarityPreserving } from '../../../distill/strategies/similarity-preserving';
import { softenedTerm } from '../../../distill/strategies/softened-term';
import { solutionFlow } from '../../../distill/strategies/solution-flow';
import { Random } from '../../../random';
import { mostVaryingUnits } from '../click/most-varying-units';
import type { RatingCase } from './rating-case';
import { hiddenWidthOf, type RatingCaseOptions, teachRatingStudent } from './teach-rating-student';

/** The one hidden layer that the student shows, and the one that the teacher does. */
const pair = { student: 0, teacher: 0 };

/** Plain distillation and, beside it, `weight` times what `termOf` says of the layers. */
export const beside =
  (weight: number, termOf: (options: RatingCaseOptions) => DistillTerm) => (options: RatingCaseOptions) => {
    const { said, hidden } = options.material;
    const term = combineTerms([
      { term: softenedTerm({}), weight: 1 },
      { term: termOf(options), weight },
    ]);
    return teachRatingStudent(options, { term, said: { ...said, hidden: hidden() } });
  };

/** The same where both sides must have one width: of the teacher's layer the units that vary most. */
const besideNarrowed =
  (weight: number, termOf: (options: RatingCaseOptions) => DistillTerm) => (options: RatingCaseOptions) => {
    const { material } = options;
    const hidden = () => mostVaryingUnits(material.hidden(), hiddenWidthOf(material));
    return beside(weight, termOf)({ ...options, material: { ...material, hidden } });
  };

const hinted = ({ material, seed }: RatingCaseOptions) =>
  layerHint({
    ...{ pair, studentWidth: hiddenWidthOf(material), teacherWidth: material.hidden().width },
    random: new Random(seed).fork('hint'),
  });

/** Weights beside the soft loss, the same for all. */
const byWeight = (make: (weight: number) => RatingCase['variants'][string]) =>
  Object.fromEntries([0.1, 1, 10].map((weight) => [`weight ${weight}`, make(weight)]));

/** Why a student cannot learn by layers. */
export function excuseOfLayers(_: unknown, student: string): string | null {
  return student === 'mlp' ? null : `${student} has no hidden layer to match`;
}

const shared = { family: 'features', excuse: excuseOfLayers } as const;

/** What the hidden layer says beside the logits. */
export const featureRatingCases: readonly RatingCase[] = [
  {
    ...shared,
    strategy: 'layer-hint',
    about: "The student's hidden layer, projected, is drawn to the teacher's.",
    equation: String.raw`L + \alpha w \cdot \tfrac1d \lVert h_s W - h_t \rVert^2`,
    paper: 'Romero et al. 2015, arXiv:1412.6550',
    variants: byWeight((weight) => beside(weight, hinted)),
  },
  {
    ...shared,
    strategy: 'attention-transfer',
    about: "The student's layer is excited by the pairs that excite the teacher's.",
    equation: String.raw`L + \alpha w\, \lVert Q_s / \lVert Q_s \rVert - Q_t / \lVert Q_t \rVert \rVert^2`,
    paper: 'Zagoruyko & Komodakis 2017, arXiv:1612.03928',
    variants: byWeight((weight) => beside(weight, () => attentionTransfer({ pairs: [pair], power: 2 }))),
  },
  {
    ...shared,
    strategy: 'similarity-preserving',
    about: 'Pairs that are alike to the teacher are alike to the student.',
    equation: String.raw`L + \tfrac{\alpha w}{n^2} \lVert G_s - G_t \rVert_F^2`,
    paper: 'Tung & Mori 2019, arXiv:1907.09682',
    variants: byWeight((weight) => beside(100 * weight, () => similarityPreserving({ pairs: [pair] }))),
  },
  {
    ...shared,
    strategy: 'patient-distillation',
    about: "The student's layer points where those of the teacher's units point that vary most.",
    equation: String.raw`L + \alpha w\, \lVert h_s / \lVert h_s \rVert - h_t / \lVert h_t \rVert \rVert^2`,
    paper: 'Sun et al. 2019, arXiv:1908.09355',
    variants: byWeight((weight) => besideNarrowed(weight, () => patientDistillation({ pairs: [pair] }))),
  },
  {
    ...shared,
    strategy: 'solution-flow',
    about: 'What happens between two layers of the student is what happens between two of the teacher.',
    equation: String.raw`L + \alpha w\, \lVert F_s - F_t \rVert_F^2,\quad F = a b^\top`,
    paper: 'Yim et al. 2017, CVPR',
    variants: byWeight((weight) => beside(weight, () => solutionFlow({ from: pair, to: pair }))),
    excuse: () => 'teacher and student have one hidden layer each, and a flow goes from one to another',
  },
];
