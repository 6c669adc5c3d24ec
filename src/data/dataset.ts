import { checkOptions, InputError } from '../errors';
import type { Random } from '../random';
import { labelsOf } from './labels';
import type { FeatureTable, RecommendationData } from './recommendation-data';

/** One row of a {@link RecommendationDataset}. */
export interface DatasetExample {
  /** Row number into the data's interactions. */
  readonly row: number;
  readonly user: number;
  readonly item: number;
  /** The user's features, then the item's. */
  readonly features: Float32Array;
  /** Class of the rating, an index into the levels. */
  readonly label: number;
  readonly rating: number;
}

/** Examples side by side, as a model takes them. */
export interface DatasetBatch {
  readonly rows: Int32Array;
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** [rows.length, features an example], row-major */
  readonly features: Float32Array;
  readonly labels: Int32Array;
  readonly ratings: Float32Array;
}

/** Changes an example as it is taken out. */
export type DatasetTransform = (example: DatasetExample) => DatasetExample;

/** Options of the {@link RecommendationDataset}. */
export interface RecommendationDatasetOptions {
  readonly data: RecommendationData;
  /** Rows of the interactions, e.g. `split.train`. */
  readonly rows: Int32Array;
  /** When left out, examples come as they are. */
  readonly transform?: DatasetTransform;
}

function featuresOf(table: FeatureTable | null, entity: number): Float32Array {
  if (table === null) return new Float32Array(0);
  const width = table.names.length;
  return table.values.subarray(entity * width, (entity + 1) * width);
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const values = new Float32Array(first.length + second.length);
  values.set(first);
  values.set(second, first.length);
  return values;
}

function joinFeatures(examples: readonly DatasetExample[]): Float32Array {
  const width = examples[0]?.features.length ?? 0;
  const values = new Float32Array(examples.length * width);
  examples.forEach(({ features, row }, i) => {
    if (features.length !== width) {
      throw new InputError(
        `RecommendationDataset: expected ${width} features in every example, found ${features.length} in that of row ${row}; does the transform give one length?`,
      );
    }
    values.set(features, i * width);
  });
  return values;
}

function collate(examples: readonly DatasetExample[]): DatasetBatch {
  return {
    rows: Int32Array.from(examples, ({ row }) => row),
    users: Int32Array.from(examples, ({ user }) => user),
    items: Int32Array.from(examples, ({ item }) => item),
    features: joinFeatures(examples),
    labels: Int32Array.from(examples, ({ label }) => label),
    ratings: Float32Array.from(examples, ({ rating }) => rating),
  };
}

/**
 * Some rows of a data set as examples with features and labels: taken one by one, iterated, or in batches. It holds no
 * tensors and copies no ratings; examples are made when they are asked for.
 */
export class RecommendationDataset implements Iterable<DatasetExample> {
  readonly data: RecommendationData;
  readonly rows: Int32Array;
  /** Classes of all examples' ratings as the data hold them. [length] */
  readonly labels: Int32Array;
  private readonly transform: DatasetTransform | null;

  constructor(options: RecommendationDatasetOptions) {
    checkOptions('RecommendationDataset', options, ['data', 'rows', 'transform']);
    const count = options.data.interactions.users.length;
    const outside = options.rows.find((row) => !(row >= 0 && row < count));
    if (outside !== undefined) {
      throw new InputError(`RecommendationDataset: rows must be 0 .. ${count - 1}, found ${outside}`);
    }
    this.data = options.data;
    this.rows = options.rows;
    this.labels = labelsOf(options.data, options.rows);
    this.transform = options.transform ?? null;
  }

  /** How many examples there are. */
  get length(): number {
    return this.rows.length;
  }

  /** Names of an untransformed example's features, the users' first. */
  get featureNames(): string[] {
    const { users, items } = this.data;
    return [...(users.features?.names ?? []), ...(items.features?.names ?? [])];
  }

  /** Features of all examples, transformed. [length, features an example], row-major */
  get features(): Float32Array {
    return joinFeatures([...this]);
  }

  /**
   * One example; a negative position counts from the end.
   * @throws RangeError if there is none
   */
  at(position: number): DatasetExample {
    const row = this.rows.at(position);
    const label = this.labels.at(position);
    if (row === undefined || label === undefined) {
      throw new RangeError(`RecommendationDataset: position must be below ${this.length}, found ${position}`);
    }
    const { users, items, interactions } = this.data;
    const [user, item] = [interactions.users[row], interactions.items[row]];
    const example: DatasetExample = {
      row,
      user,
      item,
      features: joined(featuresOf(users.features, user), featuresOf(items.features, item)),
      label,
      rating: interactions.ratings[row],
    };
    return this.transform ? this.transform(example) : example;
  }

  *[Symbol.iterator](): Iterator<DatasetExample> {
    for (let position = 0; position < this.length; position++) yield this.at(position);
  }

  /** The same examples, each changed after whatever changes it already. */
  map(transform: DatasetTransform): RecommendationDataset {
    const before = this.transform;
    const both: DatasetTransform = before ? (example) => transform(before(example)) : transform;
    return new RecommendationDataset({ data: this.data, rows: this.rows, transform: both });
  }

  /** The same examples in random order; the random numbers are the caller's. */
  shuffled(random: Random): RecommendationDataset {
    const rows = Int32Array.from(random.permutation(this.length), (position) => this.rows[position]);
    const transform = this.transform ?? undefined;
    return new RecommendationDataset({ data: this.data, rows, ...(transform ? { transform } : {}) });
  }

  /**
   * The examples in batches of `size`, the last one as large as is left.
   * @throws InputError unless size is a whole number above 0
   */
  *batches({ size }: { readonly size: number }): Iterable<DatasetBatch> {
    if (!Number.isInteger(size) || size < 1) {
      throw new InputError(`RecommendationDataset: batch size must be a whole number above 0, found ${size}`);
    }
    for (let start = 0; start < this.length; start += size) {
      const end = Math.min(start + size, this.length);
      yield collate(Array.from({ length: end - start }, (_, i) => this.at(start + i)));
    }
  }
}
