import { GraphBuilder, type GraphValue } from './graph-builder';

/** The operations that exported models are made of, over a graph builder. */
export class GraphFormulas {
  constructor(readonly builder: GraphBuilder = new GraphBuilder()) {}

  add(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('Add', [a, b]);
  }

  sum(parts: readonly GraphValue[]): GraphValue {
    return parts.reduce((total, part) => this.add(total, part));
  }

  subtract(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('Sub', [a, b]);
  }

  multiply(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('Mul', [a, b]);
  }

  divide(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('Div', [a, b]);
  }

  larger(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('Max', [a, b]);
  }

  matMul(a: GraphValue, b: GraphValue): GraphValue {
    return this.builder.node('MatMul', [a, b]);
  }

  /** 1 where two whole numbers are equal, else 0; numbers of single precision. */
  sameAs(a: GraphValue, b: GraphValue): GraphValue {
    return this.toFloat(this.builder.node('Equal', [a, b]));
  }

  where(condition: GraphValue, yes: GraphValue, no: GraphValue): GraphValue {
    return this.builder.node('Where', [condition, yes, no]);
  }

  toFloat(x: GraphValue): GraphValue {
    return this.builder.node('Cast', [x], { to: 1 });
  }

  relu(x: GraphValue): GraphValue {
    return this.builder.node('Relu', [x]);
  }

  tanh(x: GraphValue): GraphValue {
    return this.builder.node('Tanh', [x]);
  }

  softmax(x: GraphValue): GraphValue {
    return this.builder.node('Softmax', [x], { axis: -1 });
  }

  /** Rows of a table: [rows, …] by indices of any shape. */
  rows(table: GraphValue, indices: GraphValue): GraphValue {
    return this.builder.node('Gather', [table, indices], { axis: 0 });
  }

  concat(parts: readonly GraphValue[], axis: number): GraphValue {
    return parts.length === 1 ? parts[0] : this.builder.node('Concat', parts, { axis });
  }

  /** @param shape 0 keeps the size of an axis, -1 takes what is left */
  reshape(x: GraphValue, shape: readonly number[]): GraphValue {
    return this.builder.node('Reshape', [x, this.builder.integers(shape)]);
  }

  transpose(x: GraphValue, perm: readonly number[]): GraphValue {
    return this.builder.node('Transpose', [x], { perm });
  }

  sumOver(x: GraphValue, axes: readonly number[], options: { readonly keeps: boolean }): GraphValue {
    return this.builder.node('ReduceSum', [x, this.builder.integers(axes)], {
      keepdims: options.keeps ? 1 : 0,
    });
  }

  unsqueeze(x: GraphValue, axes: readonly number[]): GraphValue {
    return this.builder.node('Unsqueeze', [x, this.builder.integers(axes)]);
  }

  squeeze(x: GraphValue, axes: readonly number[]): GraphValue {
    return this.builder.node('Squeeze', [x, this.builder.integers(axes)]);
  }

  /** What lies from `start` to before `end` along one axis. */
  slice(x: GraphValue, axis: number, start: number, end: number): GraphValue {
    const bounds = [[start], [end], [axis]].map((values) => this.builder.integers(values));
    return this.builder.node('Slice', [x, ...bounds]);
  }

  /** Size of one axis, a scalar of whole numbers. */
  sizeOf(x: GraphValue, axis: number): GraphValue {
    const shape = this.builder.node('Shape', [x], { start: axis, end: axis + 1 });
    return this.squeeze(shape, [0]);
  }

  /** 0, 1, … size - 1 as whole numbers. */
  countTo(size: GraphValue): GraphValue {
    const [zero, one] = [0, 1].map((value) => this.builder.integers([value], []));
    return this.builder.node('Range', [zero, size, one]);
  }

  /** Ids of which none is below 0 or at `sizes` or above; others become a row that no table has, which is an error. */
  checkedIds(ids: GraphValue, sizes: GraphValue): GraphValue {
    const tooSmall = this.builder.node('Less', [ids, this.builder.integers([0], [])]);
    const tooLarge = this.builder.node('GreaterOrEqual', [ids, sizes]);
    const isForeign = this.builder.node('Or', [tooSmall, tooLarge]);
    return this.where(isForeign, this.builder.integers([2 ** 31 - 1], []), ids);
  }
}
