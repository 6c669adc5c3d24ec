import { chosenTeachers } from '../../../distill/strategies/chosen-teachers';
import { confidentTeachers } from '../../../distill/strategies/confident-teachers';
import type { RatingCase } from './rating-case';
import type { RatingStrategyMaterial } from './rating-strategy-material';
import { type RatingCaseOptions, teachRatingStudent } from './teach-rating-student';

interface Asked {
  readonly teachers: readonly Float32Array[];
  readonly classes: number;
  readonly labels: Int32Array | null;
}

/** Learns from what `mix` makes of the members, who are judged by the labels or, without, by how sure they are. */
const from =
  (judgedBy: 'labels' | 'sureness', mix: (asked: Asked) => Float32Array) => (options: RatingCaseOptions) => {
    const { said, teacher, members } = options.material;
    const labels = judgedBy === 'labels' ? said.labels : null;
    const logits = mix({ teachers: members(), classes: teacher.classes, labels });
    return teachRatingStudent(options, { said: { ...said, logits } });
  };

const shared = {
  family: 'several teachers',
  excuse: ({ teacher }: RatingStrategyMaterial) =>
    teacher.members.length < 2 ? 'the teacher has one member; give --members 2 or more' : null,
} as const;

/** The members of the ensemble, heard otherwise than by their mean. */
export const severalTeachersRatingCases: readonly RatingCase[] = [
  {
    ...shared,
    strategy: 'one-teacher',
    about: 'The first member of the ensemble speaks alone; plainly the mean of all does.',
    equation: 'p_t = p_{t,1}',
    paper: 'a control: what the mean of several teachers is worth',
    variants: { 'the first member': from('sureness', ({ teachers }) => teachers[0]) },
  },
  {
    ...shared,
    strategy: 'confident-teachers',
    about: 'Each member is heard as much as it is right, or sure, of the pair; plainly all are heard alike.',
    equation: String.raw`w_{i,m} \propto \exp(-s\, \ell_{i,m})`,
    paper: 'Kwon et al. 2020, ICASSP; Zhang, Chen & Wang 2022, arXiv:2201.00007',
    variants: {
      'by label, sharpness 1': from('labels', (asked) => confidentTeachers({ ...asked, sharpness: 1 })),
      'by entropy, sharpness 4': from('sureness', (asked) => confidentTeachers({ ...asked, sharpness: 4 })),
    },
  },
  {
    ...shared,
    strategy: 'chosen-teachers',
    about: 'One member is heard of each pair: the one that is most right, or the most sure.',
    equation: String.raw`m_i = \arg\max_m p_{i,m}[y_i]`,
    paper: 'Yuan et al. 2021, arXiv:2012.06048',
    variants: {
      'the most right': from('labels', (asked) => chosenTeachers(asked).logits),
      'the most sure': from('sureness', (asked) => chosenTeachers(asked).logits),
    },
  },
];
