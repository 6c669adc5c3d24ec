import type { Random } from '../../random';
import type { Parameter } from '../../tensor/parameter';
import { type CompactRows, CompactTable } from '../compact-table';
import { biasedProduct } from './biased-product';
import { OrdinalHead } from './ordinal-head';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';

export interface CompactFactorizationOptions {
  readonly users: number;
  readonly items: number;
  /** Width of the user and item vectors. */
  readonly dimensions: number;
  /** How fewer rows serve the users, and the items. */
  readonly userRows: CompactRows;
  readonly itemRows: CompactRows;
  /** How often each rating level stands in the training rows; sets the starting offsets. */
  readonly frequencies: ArrayLike<number>;
  readonly random: Random;
}

/**
 * `MatrixFactorization` whose ids share rows, biases among them:
 *   z = (b_u + b_i + p_u · q_i) · direction + offsets,  [b_u, p_u] = table(u)
 * @see Weinberger et al. 2009, arXiv:0902.2206 (hashed); Shi et al. 2020, arXiv:1909.02107 (quotient and remainder)
 */
export class CompactFactorization implements RatingModel {
  readonly kind = 'compact-factorization';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly userTable: CompactTable;
  private readonly itemTable: CompactTable;
  private readonly head: OrdinalHead;

  /** @throws InputError where rows or remainders are no whole number of at least 1 */
  constructor(options: CompactFactorizationOptions) {
    const { users, items, dimensions, userRows, itemRows, frequencies, random } = options;
    this.classes = frequencies.length;
    this.config = { users, items, dimensions, userRows, itemRows };
    const width = dimensions + 1;
    const table = (name: string, ids: number, rows: CompactRows) => {
      const values = (count: number) => {
        const drawn = random.normals(count * width, 0.03);
        for (let at = 0; at < drawn.length; at += width) drawn[at] = 0;
        return drawn;
      };
      return new CompactTable({ name, ids, width, rows, rowWise: false, values });
    };
    this.userTable = table('users', users, userRows);
    this.itemTable = table('items', items, itemRows);
    this.head = new OrdinalHead({ frequencies });
    this.parameters = [this.userTable.table, this.itemTable.table, ...this.head.parameters];
  }

  forward({ pairs }: ForwardOptions): ForwardResult {
    const score = biasedProduct(this.userTable.of(pairs.users), this.itemTable.of(pairs.items));
    return { logits: this.head.logits(score), hidden: null };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}
