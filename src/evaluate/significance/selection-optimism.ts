import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';

/** One random halving of the rows; both in the unit of the errors, below 0 where the picked candidate is better. */
export interface SelectionRound {
  /** Error of the picked candidate minus the candidates' mean, on the half on which it was picked. */
  readonly sameRows: number;
  /** The same difference on the other half, where nothing was picked. */
  readonly freshRows: number;
}

function rootMean(squares: ArrayLike<number>, rows: Int32Array): number {
  return Math.sqrt(rows.reduce((sum, row) => sum + squares[row], 0) / rows.length);
}

/**
 * How much better does the best of many candidates look than it is? Each round halves the rows at random, picks the
 * candidate with the smallest root mean squared error on one half, and looks at it on both.
 * @param options.squaredErrors [candidates][rows]
 * @returns one entry a round
 * @throws InputError unless there are two candidates of the same rows, at least four
 * @see Cawley & Talbot 2010, JMLR 11, on over-fitting in model selection
 */
export function selectionOptimism(options: {
  readonly squaredErrors: readonly ArrayLike<number>[];
  readonly rounds: number;
  readonly random: Random;
}): SelectionRound[] {
  checkOptions('selectionOptimism', options, ['squaredErrors', 'rounds', 'random']);
  const { squaredErrors, rounds, random } = options;
  const rows = squaredErrors[0]?.length ?? 0;
  if (squaredErrors.length < 2 || rows < 4 || squaredErrors.some(({ length }) => length !== rows)) {
    throw new InputError(
      `selectionOptimism: expected two or more candidates with the same rows, at least four, found rows [${squaredErrors.map(({ length }) => length).join(', ')}]`,
    );
  }
  return Array.from({ length: rounds }, () => {
    const order = random.permutation(rows);
    const half = rows >> 1;
    const same = squaredErrors.map((squares) => rootMean(squares, order.subarray(0, half)));
    const fresh = squaredErrors.map((squares) => rootMean(squares, order.subarray(half)));
    const picked = same.indexOf(Math.min(...same));
    const overMean = (errors: number[]) => errors[picked] - errors.reduce((a, b) => a + b, 0) / errors.length;
    return { sameRows: overMean(same), freshRows: overMean(fresh) };
  });
}
