import { type GraphBuilder, type GraphNode, graphAttribute } from './graph-builder';

const float32 = graphAttribute.type('float32');
const int32 = graphAttribute.type('int32');

/** Single-precision arithmetic over the nodes of a graph under construction; the names are those of `arithmetic.ts`. */
export class GraphArithmetic {
  constructor(private readonly graph: GraphBuilder) {}

  add = (a: GraphNode, b: GraphNode): GraphNode => this.graph.float('AddV2', a, b);
  subtract = (a: GraphNode, b: GraphNode): GraphNode => this.graph.float('Sub', a, b);
  multiply = (a: GraphNode, b: GraphNode): GraphNode => this.graph.float('Mul', a, b);
  erf = (x: GraphNode): GraphNode => this.graph.float('Erf', x);
  exponential = (x: GraphNode): GraphNode => this.graph.float('Exp', x);
  inverseSquareRoot = (x: GraphNode): GraphNode => this.graph.float('Rsqrt', x);
  softmax = (x: GraphNode): GraphNode => this.graph.float('Softmax', x);
  square = (x: GraphNode): GraphNode => this.graph.float('Square', x);
  scale = (x: GraphNode, factor: number): GraphNode => this.multiply(x, this.graph.scalar(factor));
  shift = (x: GraphNode, offset: number): GraphNode => this.add(x, this.graph.scalar(offset));

  matrixProduct(a: GraphNode, b: GraphNode, transposed: { a?: boolean; b?: boolean }): GraphNode {
    return this.graph.op(
      'MatMul',
      {
        T: float32,
        transpose_a: graphAttribute.boolean(transposed.a ?? false),
        transpose_b: graphAttribute.boolean(transposed.b ?? false),
      },
      [a, b],
    );
  }

  batchProduct(a: GraphNode, b: GraphNode, transposed: { a?: boolean; b?: boolean }): GraphNode {
    return this.graph.op(
      'BatchMatMulV2',
      {
        T: float32,
        adj_x: graphAttribute.boolean(transposed.a ?? false),
        adj_y: graphAttribute.boolean(transposed.b ?? false),
      },
      [a, b],
    );
  }

  addBias = (x: GraphNode, bias: GraphNode): GraphNode =>
    this.graph.op('BiasAdd', { T: float32, data_format: graphAttribute.text('NHWC') }, [x, bias]);

  sumToLastAxis = (x: GraphNode): GraphNode =>
    this.graph.op('BiasAddGrad', { T: float32, data_format: graphAttribute.text('NHWC') }, [x]);

  /** [..., n] -> [..., 1] */
  meanOfRows = (x: GraphNode): GraphNode => this.alongLastAxis('Mean', x);
  /** [..., n] -> [..., 1] */
  sumOfRows = (x: GraphNode): GraphNode => this.alongLastAxis('Sum', x);

  permute = (x: GraphNode, order: readonly number[]): GraphNode =>
    this.graph.op('Transpose', { T: float32, Tperm: int32 }, [x, this.graph.integers(order)]);

  /** @param shape node of an int32 vector */
  reshape = (x: GraphNode, shape: GraphNode): GraphNode =>
    this.graph.op('Reshape', { T: float32, Tshape: int32 }, [x, shape]);

  /** The parts along the first axis. */
  unstack(x: GraphNode, parts: number): GraphNode[] {
    const attributes = { T: float32, num: graphAttribute.integer(parts), axis: graphAttribute.integer(0) };
    const node = this.graph.op('Unpack', attributes, [x]);
    return Array.from({ length: parts }, (_, i) => (i === 0 ? node : `${node}:${i}`));
  }

  stack = (parts: readonly GraphNode[]): GraphNode =>
    this.graph.op(
      'Pack',
      { T: float32, N: graphAttribute.integer(parts.length), axis: graphAttribute.integer(0) },
      parts,
    );

  private alongLastAxis(op: 'Mean' | 'Sum', x: GraphNode): GraphNode {
    const attributes = { T: float32, Tidx: int32, keep_dims: graphAttribute.boolean(true) };
    return this.graph.op(op, attributes, [x, this.graph.integers([-1])]);
  }
}
