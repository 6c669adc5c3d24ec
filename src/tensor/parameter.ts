import * as tf from '@tensorflow/tfjs-node';
import { sha256 } from '../files/hash';
import { NativeVariable } from './native-variable';

export interface ParameterOptions {
  /** Unique within a model; the key in saved files. */
  name: string;
  shape: number[];
  values: Float32Array;
  /** False: a constant, no gradient is taken. */
  trainable?: boolean;
  /** False: weight decay leaves it alone (biases, layer norms). */
  decays?: boolean;
  /** True for large tables of which a batch touches few rows: gradient and Adam run over those rows alone. */
  rowWise?: boolean;
}

/** A gradient: dense, or the rows that a batch touched (indices unique). */
export type Gradient =
  | { kind: 'dense'; values: tf.Tensor }
  | { kind: 'rows'; indices: Int32Array; values: tf.Tensor2D };

/** A model's weight: a native variable that also is a leaf of the differentiation in `valueAndGradients`. */
export class Parameter {
  readonly name: string;
  readonly shape: number[];
  readonly size: number;
  readonly decays: boolean;
  readonly rowWise: boolean;
  trainable: boolean;
  readonly variable: NativeVariable;
  private leaf: tf.Tensor | null = null;
  private touched: { indices: Int32Array; values: tf.Tensor2D }[] = [];

  constructor({ name, shape, values, trainable = true, decays = true, rowWise = false }: ParameterOptions) {
    if (rowWise && shape.length !== 2) {
      throw new RangeError(`Parameter ${name}: rowWise wants a matrix, found shape [${shape}]`);
    }
    this.name = name;
    this.shape = shape;
    this.variable = new NativeVariable(values, shape);
    this.size = this.variable.size;
    this.trainable = trainable;
    this.decays = decays;
    this.rowWise = rowWise;
  }

  /** The value; inside `valueAndGradients` the leaf that gradients are taken for. Call it within a tidy. */
  value<T extends tf.Tensor = tf.Tensor>(): T {
    if (this.leaf !== null && !this.rowWise) return this.leaf as T;
    return this.variable.read() as T;
  }

  /** Rows of a matrix; indices [rows] -> [rows, columns]. Differentiable. */
  rows(indices: Int32Array): tf.Tensor2D {
    const at = tf.tensor1d(indices, 'int32');
    if (this.leaf === null) return this.variable.gather(at);
    if (!this.rowWise) return tf.gather(this.leaf as tf.Tensor2D, at);
    // The gradient leaves by the side door: a dense one would be as large as the table.
    const gather = tf.customGrad((anchor) => ({
      value: this.variable.gather(at),
      gradFunc: (dy: tf.Tensor) => {
        this.touched.push({ indices, values: tf.keep(dy.clone()) as tf.Tensor2D });
        return tf.zerosLike(anchor as tf.Tensor);
      },
    }));
    return gather(this.leaf) as tf.Tensor2D;
  }

  /** True while a gradient is taken for this parameter. */
  get isRecorded(): boolean {
    return this.leaf !== null;
  }

  /** What gradients are taken for while recording; null otherwise. */
  get recordedLeaf(): tf.Tensor | null {
    return this.leaf;
  }

  /** Starts recording: returns the leaf. Only `valueAndGradients` calls it. */
  bind(): tf.Tensor {
    this.leaf = this.rowWise ? tf.scalar(0) : this.variable.read();
    return this.leaf;
  }

  /** Ends recording and hands over the gradient; null where the loss did not use this parameter. */
  unbind(dense: tf.Tensor | undefined): Gradient | null {
    this.leaf?.dispose();
    this.leaf = null;
    if (!this.rowWise) return dense === undefined ? null : { kind: 'dense', values: dense };
    dense?.dispose();
    const touched = this.touched;
    this.touched = [];
    return touched.length === 0 ? null : sumRows(touched);
  }

  data(): Float32Array {
    return this.variable.data();
  }

  assign(values: Float32Array): void {
    if (values.length !== this.size) {
      throw new RangeError(`Parameter ${this.name}: expected ${this.size} values, found ${values.length}`);
    }
    this.variable.write(values);
  }

  dispose(): void {
    this.variable.dispose();
  }
}

/** Adds up what was gathered more than once, so that every index stands once. Disposes its input. */
function sumRows(touched: { indices: Int32Array; values: tf.Tensor2D }[]): Gradient {
  const position = new Map<number, number>();
  const segments: number[] = [];
  for (const { indices } of touched) {
    for (const index of indices) {
      if (!position.has(index)) position.set(index, position.size);
      segments.push(position.get(index) as number);
    }
  }
  const values = tf.tidy(() => {
    const all = touched.length === 1 ? touched[0].values : tf.concat(touched.map((t) => t.values));
    return tf.unsortedSegmentSum(all, tf.tensor1d(segments, 'int32'), position.size) as tf.Tensor2D;
  });
  for (const { values: rows } of touched) rows.dispose();
  return { kind: 'rows', indices: Int32Array.from(position.keys()), values };
}

/** Number of weights, trainable or not. */
export function countWeights(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, p) => sum + p.size, 0);
}

/** The values by name, to keep or to save. */
export function snapshot(parameters: readonly Parameter[]): Map<string, Float32Array> {
  return new Map(parameters.map((p) => [p.name, p.data()]));
}

/** @throws RangeError where a parameter is missing or of another size */
export function restore(parameters: readonly Parameter[], values: ReadonlyMap<string, Float32Array>): void {
  for (const parameter of parameters) {
    const saved = values.get(parameter.name);
    if (saved === undefined) throw new RangeError(`restore: no values for parameter ${parameter.name}`);
    parameter.assign(saved);
  }
}

/** sha256 over names and values: equal if and only if no weight moved. */
export function hashWeights(parameters: readonly Parameter[]): string {
  return sha256(...parameters.flatMap((p) => [p.name, p.data()]));
}
