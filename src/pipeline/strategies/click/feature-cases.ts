import type { DistillTerm } from '../../../distill/distill-term';
import type { StoredVectors } from '../../../distill/stored-vectors';
import { attentionTransfer } from '../../../distill/strategies/attention-transfer';
import { combineTerms } from '../../../distill/strategies/combine-terms';
import { layerHint } from '../../../distill/strategies/layer-hint';
import type { LayerPair } from '../../../distill/strategies/layers-of-batch';
import { patientDistillation, patientPairs } from '../../../distill/strategies/patient-distillation';
import { similarityPreserving } from '../../../distill/strategies/similarity-preserving';
import { softenedTerm } from '../../../distill/strategies/softened-term';
import { solutionFlow } from '../../../distill/strategies/solution-flow';
import { Random } from '../../../random';
import { type ClickCase, excuseOfLayers } from './click-case';
import { mostVaryingUnits } from './most-varying-units';
import { type ClickCaseOptions, teachClickStudent } from './teach-click-student';

interface Layers {
  readonly pairs: readonly LayerPair[];
  readonly teacherLayers: readonly StoredVectors[];
  readonly studentWidths: readonly number[];
  readonly random: Random;
}

/** The student's layers beside the teacher's last ones, as many. */
function layersOf({ material, seed }: ClickCaseOptions): Layers {
  const { said, settings } = material;
  const teacherLayers = said.hiddenLayers ?? [];
  const { layers: studentWidths } = settings.student;
  const pairs = patientPairs({
    ...{ studentLayers: studentWidths.length, teacherLayers: teacherLayers.length },
    ...{ matching: 'last', withLast: true },
  });
  return { pairs, teacherLayers, studentWidths, random: new Random(seed).fork('matched layers') };
}

/** Plain distillation and, beside it, `weight` times what `termOf` says of the layers. */
const beside = (weight: number, termOf: (layers: Layers) => DistillTerm) => (options: ClickCaseOptions) => {
  const term = combineTerms([
    { term: softenedTerm({}), weight: 1 },
    { term: termOf(layersOf(options)), weight },
  ]);
  return teachClickStudent(options, { term });
};

/** The same where both sides must have one width: of each layer of the teacher its units that vary most. */
const besideNarrowed =
  (weight: number, termOf: (layers: Layers) => DistillTerm) => (options: ClickCaseOptions) => {
    const { pairs, teacherLayers, studentWidths } = layersOf(options);
    const hiddenLayers = [...teacherLayers];
    for (const { student, teacher } of pairs)
      hiddenLayers[teacher] = mostVaryingUnits(teacherLayers[teacher], studentWidths[student]);
    const said = { ...options.material.said, hidden: null, hiddenLayers };
    return beside(weight, termOf)({ ...options, material: { ...options.material, said } });
  };

const lastPair = ({ pairs }: Layers) => pairs[pairs.length - 1];

const hinted = (layers: Layers) => {
  const pair = lastPair(layers);
  return layerHint({
    ...{ pair, random: layers.random },
    studentWidth: layers.studentWidths[pair.student],
    teacherWidth: layers.teacherLayers[pair.teacher].width,
  });
};

const flowing = ({ pairs }: Layers) => solutionFlow({ from: pairs[0], to: pairs[pairs.length - 1] });

/** Weights beside the soft loss, the same for all. */
const byWeight = (make: (weight: number) => ClickCase['variants'][string]) =>
  Object.fromEntries([0.1, 1, 10].map((weight) => [`weight ${weight}`, make(weight)]));

const shared = { family: 'features', excuse: excuseOfLayers } as const;

/** What hidden layers say beside the logits. */
export const featureClickCases: readonly ClickCase[] = [
  {
    ...shared,
    strategy: 'layer-hint',
    about: "The student's last layer, projected, is drawn to the teacher's.",
    equation: String.raw`L + \alpha w \cdot \tfrac1d \lVert h_s W - h_t \rVert^2`,
    paper: 'Romero et al. 2015, arXiv:1412.6550',
    variants: byWeight((weight) => beside(weight, hinted)),
  },
  {
    ...shared,
    strategy: 'attention-transfer',
    about: "The student's layers are excited by the rows that excite the teacher's.",
    equation: String.raw`L + \alpha w \,\lVert Q_s / \lVert Q_s \rVert - Q_t / \lVert Q_t \rVert \rVert^2`,
    paper: 'Zagoruyko & Komodakis 2017, arXiv:1612.03928',
    variants: byWeight((weight) => beside(weight, ({ pairs }) => attentionTransfer({ pairs, power: 2 }))),
  },
  {
    ...shared,
    strategy: 'similarity-preserving',
    about: 'Rows that are alike to the teacher are alike to the student.',
    equation: String.raw`L + \alpha w\, \tfrac{1}{b^2} \lVert G_s - G_t \rVert_F^2`,
    paper: 'Tung & Mori 2019, arXiv:1907.09682',
    variants: byWeight((weight) => beside(100 * weight, ({ pairs }) => similarityPreserving({ pairs }))),
  },
  {
    ...shared,
    strategy: 'relational',
    about: "The last layer's vectors lie to one another, in distances and angles, as the teacher's do.",
    equation: String.raw`L + w\,(\mathrm{distances} + 2\,\mathrm{angles})`,
    paper: 'Park et al. 2019, arXiv:1904.05068',
    variants: byWeight((weight) => (options) => {
      const { relationRows } = options.material.settings.distillation;
      return teachClickStudent(options, {
        distanceWeight: weight,
        angleWeight: 2 * weight,
        relationRows,
      });
    }),
  },
  {
    ...shared,
    strategy: 'solution-flow',
    about: 'What happens between two layers of the student is what happens between two of the teacher.',
    equation: String.raw`L + \alpha w\, \tfrac{1}{w_a w_b} \lVert a_s b_s^\top - a_t b_t^\top \rVert_F^2`,
    paper: 'Yim et al. 2017, CVPR',
    variants: byWeight((weight) => besideNarrowed(weight, flowing)),
    excuse: (material, student) =>
      excuseOfLayers(material, student) ??
      (material.settings.student.layers.length < 2 ? 'the student has one hidden layer' : null),
  },
  {
    ...shared,
    strategy: 'patient-distillation',
    about: "Each of the student's layers points where the teacher's points.",
    equation: String.raw`L + \alpha w\, \lVert \hat h_s - \hat h_t \rVert^2`,
    paper: 'Sun et al. 2019, arXiv:1908.09355',
    variants: byWeight((weight) => besideNarrowed(weight, ({ pairs }) => patientDistillation({ pairs }))),
  },
];
