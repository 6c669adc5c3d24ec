import * as tf from '@tensorflow/tfjs-node';
import { sha256 } from '../files/hash';
import { Random } from '../random';
import { AdamW, type Gradient, gelu, Parameter } from '../tensor';

/** What one operation gave on fixed inputs. */
export interface OperationPrint {
  /** sha256 of all its output, first 16 digits. */
  readonly hash: string;
  /** Values here and there in it, so that two machines can be told apart by how much. */
  readonly sample: readonly number[];
}

/** By the operation's name. */
export type NumericFingerprint = Readonly<Record<string, OperationPrint>>;

/** Large enough that kernels share the work among threads and go through their vector loops and their ends. */
const [rows, inner, columns] = [257, 129, 385];
const [tableRows, picked] = [1000, 3001];

/** Uniform in [-1, 1): by whole numbers alone, so that the inputs are the same everywhere. */
function valuesOf(name: string, count: number): Float32Array {
  const random = new Random(20).fork(name);
  return Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
}

function matrixOf(name: string, height: number, width: number): tf.Tensor2D {
  return tf.tensor2d(valuesOf(name, height * width), [height, width]);
}

function indicesOf(count: number, bound: number): tf.Tensor1D {
  const random = new Random(20).fork('indices');
  return tf.tensor1d(
    Int32Array.from({ length: count }, () => random.integer(bound)),
    'int32',
  );
}

const tensorOperations: Readonly<Record<string, () => tf.Tensor>> = {
  'matrix product': () => tf.matMul(matrixOf('a', rows, inner), matrixOf('b', inner, columns)),
  'matrix product, transposed': () =>
    tf.matMul(matrixOf('a', inner, rows), matrixOf('b', columns, inner), true, true),
  'product by a vector': () => tf.matMul(matrixOf('a', rows, inner), matrixOf('b', inner, 1)),
  'sum of all': () => tf.sum(matrixOf('a', rows, columns)),
  'sum of rows': () => tf.sum(matrixOf('a', rows, columns), 1),
  'sum of columns': () => tf.sum(matrixOf('a', rows, columns), 0),
  softmax: () => tf.softmax(matrixOf('a', rows, columns)),
  'log of a sum of powers': () => tf.logSumExp(matrixOf('a', rows, columns), 1),
  exponential: () => tf.exp(matrixOf('a', rows, columns)),
  logarithm: () => tf.log(tf.add(matrixOf('a', rows, columns), 1.5)),
  'hyperbolic tangent': () => tf.tanh(matrixOf('a', rows, columns)),
  sigmoid: () => tf.sigmoid(matrixOf('a', rows, columns)),
  'square root, inverse': () => tf.rsqrt(tf.add(matrixOf('a', rows, columns), 1.5)),
  'Gaussian unit': () => gelu(matrixOf('a', rows, columns)),
  gather: () => tf.gather(matrixOf('a', tableRows, 16), indicesOf(picked, tableRows)),
  'sum by index': () =>
    tf.unsortedSegmentSum(matrixOf('a', picked, 16), indicesOf(picked, tableRows), tableRows),
};

function adamOf(rowWise: boolean): Float32Array {
  const shape = [tableRows, 16];
  const parameter = new Parameter({
    name: 'table',
    shape,
    values: valuesOf('weights', tableRows * 16),
    rowWise,
  });
  const adam = new AdamW({ parameters: [parameter], weightDecay: 0.1 });
  const indices = Int32Array.from({ length: tableRows / 2 }, (_, i) => 2 * i);
  for (const step of [1, 2]) {
    const height = rowWise ? indices.length : tableRows;
    const values = matrixOf(`gradient ${step}`, height, 16);
    const gradient: Gradient = rowWise ? { kind: 'rows', indices, values } : { kind: 'dense', values };
    adam.step({ gradients: new Map([[parameter, gradient]]), learningRate: 1e-2 });
  }
  const after = parameter.data();
  adam.dispose();
  parameter.dispose();
  return after;
}

/** Where the library computes in JavaScript. */
function languageOf(): Float64Array {
  const x = Float64Array.from(valuesOf('scalars', 2000), (value) => 1.5 + value);
  return Float64Array.from([...x.map(Math.exp), ...x.map(Math.log), ...x.map(Math.cos), ...x.map(Math.tanh)]);
}

function printOf(values: Float32Array | Float64Array): OperationPrint {
  const at = [0, 0.3, 0.6, 0.9].map((share) => Math.floor(share * values.length));
  return { hash: sha256(values).slice(0, 16), sample: at.map((place) => values[place]) };
}

/**
 * What this machine makes of the operations that training and scoring consist of, on fixed inputs: equal on two machines
 * if their results can be equal to the last bit. Takes some hundredths of a second.
 */
export function numericFingerprint(): NumericFingerprint {
  const prints = Object.entries(tensorOperations).map(([name, operation]) => {
    const output = tf.tidy(operation);
    const values = output.dataSync() as Float32Array;
    output.dispose();
    return [name, printOf(values)] as const;
  });
  return Object.fromEntries([
    ...prints,
    ['step of AdamW', printOf(adamOf(false))],
    ['step of AdamW, by rows', printOf(adamOf(true))],
    ['functions of JavaScript', printOf(languageOf())],
  ]);
}

/** An operation that two machines disagree on. */
export interface OperationDifference {
  readonly operation: string;
  /** Largest difference among the sampled values; 0 where it lies elsewhere, null where one machine lacks it. */
  readonly largest: number | null;
}

/** The operations on which two fingerprints disagree. */
export function differingOperations(
  one: NumericFingerprint,
  other: NumericFingerprint,
): OperationDifference[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.flatMap((operation): OperationDifference[] => {
    const [a, b] = [one[operation], other[operation]];
    if (a === undefined || b === undefined) return [{ operation, largest: null }];
    if (a.hash === b.hash) return [];
    return [{ operation, largest: Math.max(...a.sample.map((value, i) => Math.abs(value - b.sample[i]))) }];
  });
}
