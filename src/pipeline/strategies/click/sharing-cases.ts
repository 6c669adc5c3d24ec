import type { TableSharing } from '../../../models/click/field-embeddings';
import type { ClickCase } from './click-case';
import { type ClickCaseOptions, teachSmallerStudent } from './teach-click-student';

/** Plain distillation of a student whose vectors lie as `sharingOf` says for so many ids. */
const sharing = (sharingOf: (ids: number) => TableSharing) => (options: ClickCaseOptions) => {
  const ids = options.material.data.table.fields.reduce((sum, { size }) => sum + size, 0);
  return teachSmallerStudent(options, { sharing: sharingOf(ids) });
};

const hashed = (part: number) => (ids: number) => ({ kind: 'hashed', rows: Math.ceil(ids / part) }) as const;

/** Students with fewer vectors than ids. */
export const sharingClickCases: readonly ClickCase[] = [
  {
    strategy: 'hashed-table',
    family: 'sharing',
    about: 'Fields and ids are hashed to fewer vectors; what collides shares one.',
    equation: String.raw`v_{f,i} = E[h(f, i) \bmod m]`,
    paper: 'Weinberger et al. 2009, arXiv:0902.2206',
    variants: { 'half the rows': sharing(hashed(2)), 'a quarter': sharing(hashed(4)) },
  },
  {
    strategy: 'quotient-remainder-table',
    family: 'sharing',
    about: 'A vector is the product of two out of far fewer, and no two ids have both in common.',
    equation: String.raw`v_i = Q[\lfloor i / m \rfloor] \circ R[i \bmod m]`,
    paper: 'Shi et al. 2020, arXiv:1909.02107',
    variants: {
      '16 remainders': sharing(() => ({ kind: 'quotient-remainder', remainders: 16 })),
      '4 remainders': sharing(() => ({ kind: 'quotient-remainder', remainders: 4 })),
    },
  },
  {
    strategy: 'one-table',
    family: 'sharing',
    about: 'All fields read one table: the first id of each has the same vector.',
    equation: 'v_{f,i} = E[i]',
    paper: 'a control: sharing without a hash',
    variants: { 'as long as the largest field': sharing(() => ({ kind: 'shared' })) },
  },
];
