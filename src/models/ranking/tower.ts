import * as tf from '@tensorflow/tfjs-node';
import type { FeatureTable } from '../../data/recommendation-data';
import { InputError } from '../../errors';
import type { Random } from '../../random';
import { linear } from '../../tensor/linear';
import { Parameter } from '../../tensor/parameter';
import type { ItemTable } from './catalogue-vectors';

export interface TowerOptions {
  readonly side: 'user' | 'item';
  readonly rows: number;
  readonly dimensions: number;
  /** Side features; null or without columns where nothing is known. */
  readonly features: FeatureTable | null;
  /** Vectors from a language model; null leaves the text out. */
  readonly text: ItemTable | null;
  /** Columns of what else comes in, beside the tables. */
  readonly extra: number;
  readonly random: Random;
}

/** One side of a two-tower model: y = [id; features; text; extra] W + w. */
export class Tower {
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  private readonly ids: Parameter;
  private readonly weights: Parameter;
  private readonly bias: Parameter;

  /** @throws InputError if a table does not have one row an entity */
  constructor(options: TowerOptions) {
    const { side, rows, dimensions: d, features, text, extra, random } = options;
    this.ids = new Parameter({
      name: `${side}-ids`,
      shape: [rows, d],
      values: random.normals(rows * d, 0.05),
    });
    const featureColumns = features === null ? 0 : features.names.length;
    this.constants = [
      constantTable(`${side}-features`, rows, features?.values ?? null, featureColumns),
      constantTable(`${side}-text`, rows, text?.values ?? null, text?.width ?? 0),
    ].filter((table): table is Parameter => table !== null);
    const known = this.constants.reduce((sum, { shape }) => sum + shape[1], 0);
    const values = startingWeights({ dimensions: d, known, extra, random });
    this.weights = new Parameter({ name: `${side}-tower/weights`, shape: [d + known + extra, d], values });
    const zeros = new Float32Array(d);
    this.bias = new Parameter({ name: `${side}-tower/bias`, shape: [d], values: zeros, decays: false });
    this.parameters = [this.ids, this.weights, this.bias];
  }

  /** The vectors of all entities: [rows, dimensions] */
  all(): tf.Tensor2D {
    return this.dense([this.ids.value(), ...this.constants.map((table) => table.value<tf.Tensor2D>())]);
  }

  /**
   * The vectors of some: [indices, dimensions]
   * @param indices -1 for an unknown one, whose id, features and text are zeros
   * @param extra [indices, extra]
   */
  of(indices: Int32Array, extra: tf.Tensor2D): tf.Tensor2D {
    const rows = indices.map((index) => Math.max(index, 0));
    const read = [this.ids, ...this.constants].map((table) => table.rows(rows));
    if (!indices.includes(-1)) return this.dense([...read, extra]);
    const isKnown = tf.tensor2d(
      Float32Array.from(indices, (index) => (index < 0 ? 0 : 1)),
      [indices.length, 1],
    );
    return this.dense([...read.map((part) => tf.mul(part, isKnown) as tf.Tensor2D), extra]);
  }

  private dense(parts: tf.Tensor2D[]): tf.Tensor2D {
    const x = parts.length === 1 ? parts[0] : (tf.concat(parts, 1) as tf.Tensor2D);
    return linear({ x, weights: this.weights.value(), bias: this.bias.value() });
  }

  dispose(): void {
    for (const parameter of [...this.parameters, ...this.constants]) parameter.dispose();
  }
}

function constantTable(
  name: string,
  rows: number,
  values: Float32Array | null,
  width: number,
): Parameter | null {
  if (values === null || width === 0) return null;
  if (values.length !== rows * width) {
    throw new InputError(
      `${name}: expected ${rows} rows of ${width} numbers, found ${values.length} numbers; is it the table of this data set?`,
    );
  }
  return new Parameter({ name, shape: [rows, width], values, trainable: false });
}

/** Ids and extras pass as they are at first; what is known of an entity starts small beside them. */
function startingWeights(options: {
  readonly dimensions: number;
  readonly known: number;
  readonly extra: number;
  readonly random: Random;
}): Float32Array {
  const { dimensions: d, known, extra, random } = options;
  const values = random.normals((d + known + extra) * d, 0.3 / Math.sqrt(d + known + extra));
  for (const first of extra === d ? [0, d + known] : [0]) {
    for (let i = 0; i < d; i++) values[(first + i) * d + i] += 1;
  }
  return values;
}
