import type { DistillTerm } from '../../../distill/distill-term';
import { adversarialHidden, adversarialLogits } from '../../../distill/strategies/adversarial';
import { combineTerms } from '../../../distill/strategies/combine-terms';
import { softenedTerm } from '../../../distill/strategies/softened-term';
import { Random } from '../../../random';
import { type ClickCase, excuseOfLayers } from './click-case';
import { type ClickCaseOptions, teachClickStudent } from './teach-click-student';

const discriminator = ({ seed, plain }: ClickCaseOptions) => ({
  ...{ layers: [16], learningRate: plain.learningRate },
  random: new Random(seed).fork('discriminator'),
});

/** Plain distillation and, beside it, `weight` times what a discriminator says. */
const against =
  (weight: number, termOf: (options: ClickCaseOptions) => DistillTerm) => (options: ClickCaseOptions) => {
    const term = combineTerms([
      { term: softenedTerm({}), weight: 1 },
      { term: termOf(options), weight },
    ]);
    return teachClickStudent(options, { term });
  };

const onLogits = (options: ClickCaseOptions) => adversarialLogits({ ...discriminator(options), classes: 2 });

const onLastLayers = (options: ClickCaseOptions) => {
  const { said, settings } = options.material;
  const { layers } = settings.student;
  const teacherLayers = said.hiddenLayers ?? [];
  return adversarialHidden({
    ...discriminator(options),
    pair: { student: layers.length - 1, teacher: teacherLayers.length - 1 },
    studentWidth: layers[layers.length - 1],
    teacherWidth: teacherLayers[teacherLayers.length - 1].width,
  });
};

/** Students that learn to be taken for the teacher. */
export const adversarialClickCases: readonly ClickCase[] = [
  {
    strategy: 'adversarial-logits',
    family: 'adversarial',
    about:
      "A discriminator tells the teacher's logits from the student's, who learns to be taken for the teacher.",
    equation: String.raw`L + \alpha w\,(L_D(z_t, z_s) + L_S(z_s))`,
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661; Xu, Hsu & Huang 2018, arXiv:1709.00513',
    variants: { 'weight 0.03': against(0.03, onLogits), 'weight 0.3': against(0.3, onLogits) },
  },
  {
    strategy: 'adversarial-hidden',
    family: 'adversarial',
    about: "A discriminator tells the teacher's last hidden layer from the student's, projected.",
    equation: String.raw`L + \alpha w\,(L_D(h_t, h_s W) + L_S(h_s W))`,
    paper: 'Goodfellow et al. 2014, arXiv:1406.2661',
    variants: { 'weight 0.03': against(0.03, onLastLayers), 'weight 0.3': against(0.3, onLastLayers) },
    excuse: excuseOfLayers,
  },
];
