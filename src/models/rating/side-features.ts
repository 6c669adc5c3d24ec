import * as tf from '@tensorflow/tfjs-node';
import type { FeatureTable, PairBatch } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import { Parameter } from '../../tensor/parameter';

/** What a model knows of users and items besides who rated what; null where nothing is known. */
export interface SideFeatureOptions {
  users: number;
  items: number;
  userFeatures: FeatureTable | null;
  itemFeatures: FeatureTable | null;
}

/** The side features of pairs, as constants of a model. */
export class SideFeatures {
  readonly constants: readonly Parameter[];
  /** Columns of both sides together. */
  readonly width: number;
  /** For a model's config: the columns' names. */
  readonly config: { userFeatures: readonly string[] | null; itemFeatures: readonly string[] | null };
  private readonly users: Parameter | null;
  private readonly items: Parameter | null;

  /** @throws InputError if a table does not have one row an entity */
  constructor({ users, items, userFeatures, itemFeatures }: SideFeatureOptions) {
    this.users = constantTable('user-features', users, userFeatures);
    this.items = constantTable('item-features', items, itemFeatures);
    this.constants = [this.users, this.items].filter((table): table is Parameter => table !== null);
    this.width = this.constants.reduce((sum, table) => sum + table.shape[1], 0);
    this.config = { userFeatures: userFeatures?.names ?? null, itemFeatures: itemFeatures?.names ?? null };
  }

  /** The pairs' features side by side [pairs, width]; null where there are none. */
  of(pairs: PairBatch): tf.Tensor2D | null {
    const parts: tf.Tensor2D[] = [];
    if (this.users !== null) parts.push(this.users.rows(pairs.users));
    if (this.items !== null) parts.push(this.items.rows(pairs.items));
    if (parts.length === 0) return null;
    return parts.length === 1 ? parts[0] : (tf.concat(parts, 1) as tf.Tensor2D);
  }
}

function constantTable(name: string, rows: number, table: FeatureTable | null): Parameter | null {
  if (table === null || table.names.length === 0) return null;
  const width = table.names.length;
  if (table.values.length !== rows * width) {
    throw new InputError(
      `${name}: expected ${rows} rows of ${width} features, found ${table.values.length} values; is it the table of this data set?`,
    );
  }
  return new Parameter({ name, shape: [rows, width], values: table.values, trainable: false });
}
