import { clickLabels } from '../../../data/click/downsample-negatives';
import { chosenTeachers } from '../../../distill/strategies/chosen-teachers';
import { classesAsClick, clickAsClasses } from '../../../distill/strategies/click-as-classes';
import { confidentTeachers } from '../../../distill/strategies/confident-teachers';
import type { ClickCase } from './click-case';
import type { ClickStrategyMaterial } from './click-strategy-material';
import { type ClickCaseOptions, teachClickStudent } from './teach-click-student';

interface Asked {
  readonly teachers: readonly Float32Array[];
  readonly classes: number;
  readonly labels: Int32Array | null;
}

/** Learns from what `mix` makes of the members, who are judged by the labels or, without, by how sure they are. */
const from =
  (judgedBy: 'labels' | 'sureness', mix: (asked: Asked) => Float32Array) => (options: ClickCaseOptions) => {
    const { data, members, said } = options.material;
    const labels = judgedBy === 'labels' ? Int32Array.from(clickLabels(data.table, data.rows)) : null;
    const logits = classesAsClick(mix({ teachers: members.map(clickAsClasses), classes: 2, labels }));
    return teachClickStudent(options, { said: { ...said, logits } });
  };

const excuse = ({ members }: ClickStrategyMaterial) =>
  members.length < 2 ? 'the teacher has one member' : null;

/** The members of the ensemble, heard otherwise than by their mean. */
export const severalTeachersClickCases: readonly ClickCase[] = [
  {
    strategy: 'confident-teachers',
    family: 'several teachers',
    about: 'Each member is heard as much as it is right, or sure, in the row; plainly all are heard alike.',
    equation: String.raw`w_{i,m} \propto \exp(-s\, \ell_{i,m})`,
    paper: 'Kwon et al. 2020, ICASSP; Zhang, Chen & Wang 2022, arXiv:2201.00007',
    variants: {
      'by label, sharpness 1': from('labels', (asked) => confidentTeachers({ ...asked, sharpness: 1 })),
      'by entropy, sharpness 4': from('sureness', (asked) => confidentTeachers({ ...asked, sharpness: 4 })),
    },
    excuse,
  },
  {
    strategy: 'chosen-teachers',
    family: 'several teachers',
    about: 'One member is heard in each row: the one that is most right, or the most sure.',
    equation: String.raw`m_i = \arg\max_m p_{i,m}[y_i]`,
    paper: 'Yuan et al. 2021, arXiv:2012.06048',
    variants: {
      'the most right': from('labels', (asked) => chosenTeachers(asked).logits),
      'the most sure': from('sureness', (asked) => chosenTeachers(asked).logits),
    },
    excuse,
  },
];
