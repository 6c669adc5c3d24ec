import { Parameter, type ParameterOptions } from '../tensor';
import type { WeightSource } from './weight-source';

/** Weights of one dense layer; `bias` is [outputs]. */
export interface DenseWeights {
  /** True: `weights` are [outputs, inputs], as checkpoints have them; false: [inputs, outputs]. */
  readonly transposed: boolean;
  readonly weights: Parameter;
  readonly bias: Parameter;
}

export interface LayerNormWeights {
  readonly gain: Parameter;
  readonly bias: Parameter;
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  }
  return result;
}

/** Makes parameters out of what a source gives. */
export class WeightBuilder {
  /** @param trainable whether gradients are taken for them from the start */
  constructor(
    private readonly source: WeightSource,
    private readonly trainable: boolean,
  ) {}

  table(name: string, rows: number, columns: number, rowWise: boolean): Parameter {
    const shape = [rows, columns];
    return this.parameter({ name, shape, values: this.source(`${name}.weight`, shape), rowWise });
  }

  norm(name: string, width: number): LayerNormWeights {
    const vector = (part: string, source: string) =>
      this.parameter({
        name: `${name}.${part}`,
        shape: [width],
        values: this.source(`${name}.${source}`, [width]),
        decays: false,
      });
    return { gain: vector('gain', 'weight'), bias: vector('bias', 'bias') };
  }

  /**
   * One dense layer out of several that share their input, side by side. Layers that widen keep the checkpoint's
   * order of axes and layers that narrow turn it, which is the fastest for the products (see `linear`).
   */
  dense(name: string, sources: readonly string[], inputs: number, outputs: number): DenseWeights {
    const total = outputs * sources.length;
    const matrix = new Float32Array(total * inputs);
    const offset = new Float32Array(total);
    sources.forEach((source, i) => {
      matrix.set(this.source(`${source}.weight`, [outputs, inputs]), i * outputs * inputs);
      offset.set(this.source(`${source}.bias`, [outputs]), i * outputs);
    });
    return this.laidOut(name, { inputs, outputs: total, matrix, bias: offset, turned: false });
  }

  /** As `dense`, of a layer whose weights lie in the checkpoint as [inputs, outputs], which GPT-2 calls Conv1D. */
  turnedDense(name: string, inputs: number, outputs: number): DenseWeights {
    const matrix = this.source(`${name}.weight`, [inputs, outputs]);
    const bias = this.source(`${name}.bias`, [outputs]);
    return this.laidOut(name, { inputs, outputs, matrix, bias, turned: true });
  }

  private laidOut(name: string, { inputs, outputs, matrix, bias, turned }: StoredDense): DenseWeights {
    const widens = outputs > inputs;
    const [rows, columns] = turned ? [inputs, outputs] : [outputs, inputs];
    const values = widens === turned ? transpose(matrix, rows, columns) : matrix;
    const shape = widens ? [outputs, inputs] : [inputs, outputs];
    return {
      transposed: widens,
      weights: this.parameter({ name: `${name}.weights`, shape, values }),
      bias: this.parameter({ name: `${name}.bias`, shape: [outputs], values: bias, decays: false }),
    };
  }

  private parameter(options: Omit<ParameterOptions, 'trainable'>): Parameter {
    return new Parameter({ ...options, trainable: this.trainable });
  }
}

interface StoredDense {
  inputs: number;
  outputs: number;
  matrix: Float32Array;
  bias: Float32Array;
  /** True: the matrix is [inputs, outputs]. */
  turned: boolean;
}
