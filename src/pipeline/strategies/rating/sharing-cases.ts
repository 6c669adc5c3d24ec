import type { CompactRows } from '../../../models/compact-table';
import { CompactFactorization } from '../../../models/rating/compact-factorization';
import { labelFrequencies } from '../../../models/rating/create-student';
import { Random } from '../../../random';
import { countWeights } from '../../../tensor/parameter';
import type { RatingCase } from './rating-case';
import { type RatingCaseOptions, teachModel } from './teach-rating-student';

/** Matrix factorization whose ids share rows. */
const sharing = (rowsOf: (ids: number) => CompactRows) => (options: RatingCaseOptions) => {
  const { split, settings } = options.material;
  const [users, items] = [split.data.users.ids.length, split.data.items.ids.length];
  const model = new CompactFactorization({
    ...{ users, items, dimensions: settings.student.dimensions },
    ...{ userRows: rowsOf(users), itemRows: rowsOf(items) },
    frequencies: labelFrequencies(split.data, split.train),
    random: new Random(options.seed).fork('student'),
  });
  return { model: teachModel(options, model, {}), findings: { weights: countWeights(model.parameters) } };
};

const hashed = (times: number) => sharing((ids) => ({ kind: 'hashed', rows: Math.ceil(ids / times) }));

const inPairs = (remainders: number) => sharing(() => ({ kind: 'quotient-remainder', remainders }));

const shared = {
  family: 'sharing',
  excuse: (_: unknown, student: string) =>
    student === 'mf' ? null : `the rows of ${student} are not shared here; mf shows what it does`,
} as const;

/** Fewer rows for the ids. */
export const sharingRatingCases: readonly RatingCase[] = [
  {
    ...shared,
    strategy: 'hashed-table',
    about: 'Users and items are hashed to fewer rows; what collides shares one.',
    equation: 'v_{id} = E[h(id)]',
    paper: 'Weinberger et al. 2009, arXiv:0902.2206',
    variants: { 'half the rows': hashed(2), 'a quarter': hashed(4) },
  },
  {
    ...shared,
    strategy: 'quotient-remainder-table',
    about: 'A row is the product of two out of far fewer, and no two ids have both in common.',
    equation: String.raw`v_{id} = Q[\lfloor id / m \rfloor] \circ R[id \bmod m]`,
    paper: 'Shi et al. 2020, arXiv:1909.02107',
    variants: { '16 remainders': inPairs(16), '4 remainders': inPairs(4) },
  },
];
