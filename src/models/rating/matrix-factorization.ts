import type { Random } from '../../random';
import { Parameter } from '../../tensor/parameter';
import { biasedProduct } from './biased-product';
import { OrdinalHead } from './ordinal-head';
import type { ForwardOptions, ForwardResult, RatingModel } from './rating-model';

export interface MatrixFactorizationOptions {
  users: number;
  items: number;
  /** Width of the user and item vectors. */
  dimensions: number;
  /** How often each rating level stands in the training rows; sets the starting offsets. */
  frequencies: ArrayLike<number>;
  random: Random;
}

/**
 * Biased matrix factorization with an ordinal head:
 *   z = (b_u + b_i + p_u · q_i) · direction + offsets
 * Each user's and item's bias lies in the first column of its row, so that one gather fetches both.
 * @see Koren, Bell & Volinsky 2009, IEEE Computer 42(8)
 */
export class MatrixFactorization implements RatingModel {
  readonly kind = 'matrix-factorization';
  readonly classes: number;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[] = [];
  readonly config: Readonly<Record<string, unknown>>;
  private readonly userTable: Parameter;
  private readonly itemTable: Parameter;
  private readonly head: OrdinalHead;

  constructor({ users, items, dimensions, frequencies, random }: MatrixFactorizationOptions) {
    this.classes = frequencies.length;
    this.config = { users, items, dimensions };
    this.userTable = biasedTable('users', users, dimensions, random);
    this.itemTable = biasedTable('items', items, dimensions, random);
    this.head = new OrdinalHead({ frequencies });
    this.parameters = [this.userTable, this.itemTable, ...this.head.parameters];
  }

  forward({ pairs }: ForwardOptions): ForwardResult {
    const user = this.userTable.rows(pairs.users); // [pairs, 1 + dimensions]
    const item = this.itemTable.rows(pairs.items);
    const score = biasedProduct(user, item);
    return { logits: this.head.logits(score), hidden: null };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

function biasedTable(name: string, rows: number, dimensions: number, random: Random): Parameter {
  const width = dimensions + 1;
  const values = random.normals(rows * width, 0.03);
  for (let i = 0; i < rows; i++) values[i * width] = 0;
  return new Parameter({ name, shape: [rows, width], values });
}
