import { GraphArithmetic } from './graph-arithmetic';
import { GraphBuilder, type GraphNode } from './graph-builder';

/** What must be known of a transformer layer before its graph can be written. */
export interface TransformerShape {
  readonly heads: number;
  /** Width of a head. */
  readonly size: number;
  readonly epsilon: number;
}

/**
 * The two halves of a transformer layer with layer norms after the sums, forward and backward, in one graph:
 *   a = LN(x + softmax(q kᵀ / √size + mask) v · D + d),  [q k v] = x Pᵀ + p
 *   y = LN(a + gelu(a Wᵀ + w) · N + n)
 * Widening weights (P, W) lie as [outputs, inputs] and narrowing ones (D, N) as [inputs, outputs]; see `linear`.
 */
export class TransformerFormulas {
  readonly builder = new GraphBuilder();
  private readonly math = new GraphArithmetic(this.builder);

  constructor(private readonly shape: TransformerShape) {}

  outputs(nodes: Readonly<Record<string, GraphNode>>): void {
    for (const [name, node] of Object.entries(nodes)) this.builder.output(name, node);
  }

  layerNorm(x: GraphNode, gain: GraphNode, bias: GraphNode) {
    const { math } = this;
    const centred = math.subtract(x, math.meanOfRows(x));
    const variance = math.meanOfRows(math.square(centred));
    const inverse = math.inverseSquareRoot(math.shift(variance, this.shape.epsilon));
    const normal = math.multiply(centred, inverse);
    return { y: math.addBias(math.multiply(normal, gain), bias), normal, inverse };
  }

  /** dx = (g - mean(g) - n · mean(g · n)) / deviation with n = normal and g = dy · gain */
  layerNormGradients(dy: GraphNode, normal: GraphNode, inverse: GraphNode, gain: GraphNode) {
    const { math } = this;
    const g = math.multiply(dy, gain);
    const projection = math.multiply(normal, math.meanOfRows(math.multiply(g, normal)));
    const centred = math.subtract(math.subtract(g, math.meanOfRows(g)), projection);
    return {
      dx: math.multiply(centred, inverse),
      dGain: math.sumToLastAxis(math.multiply(dy, normal)),
      dBias: math.sumToLastAxis(dy),
    };
  }

  attention(x: GraphNode, feed: Readonly<Record<string, GraphNode>>): void {
    const { math } = this;
    const product = math.addBias(math.matrixProduct(x, feed.projections, { b: true }), feed.projectionsBias);
    const apart = math.permute(math.reshape(product, feed.splitShape), [2, 0, 3, 1, 4]);
    const [unscaled, keys, values] = math.unstack(apart, 3); // [texts, heads, width, size]
    const queries = math.scale(unscaled, 1 / Math.sqrt(this.shape.size));
    const scores = math.add(math.batchProduct(queries, keys, { b: true }), feed.mask);
    const attention = math.softmax(scores);
    const heads = math.permute(math.batchProduct(attention, values, {}), [0, 2, 1, 3]);
    const joined = math.reshape(heads, feed.joinShape);
    const dense = math.addBias(math.matrixProduct(joined, feed.dense, {}), feed.denseBias);
    const { y, normal, inverse } = this.layerNorm(math.add(dense, x), feed.gain, feed.bias);
    this.outputs({ attended: y, queries, keys, values, attention, joined });
    this.outputs({ attentionNormal: normal, attentionInverse: inverse });
  }

  attentionGradients(dy: GraphNode, saved: Readonly<Record<string, GraphNode>>): void {
    const { math } = this;
    const { x, queries, keys, values, attention } = saved;
    const norm = this.layerNormGradients(dy, saved.attentionNormal, saved.attentionInverse, saved.gain);
    const dJoined = math.matrixProduct(norm.dx, saved.dense, { b: true });
    const dHeads = math.permute(math.reshape(dJoined, saved.headShape), [0, 2, 1, 3]);
    const dValues = math.batchProduct(attention, dHeads, { a: true });
    const weighted = math.multiply(math.batchProduct(dHeads, values, { b: true }), attention);
    const dScores = math.subtract(weighted, math.multiply(attention, math.sumOfRows(weighted)));
    const dQueries = math.scale(math.batchProduct(dScores, keys, {}), 1 / Math.sqrt(this.shape.size));
    const dKeys = math.batchProduct(dScores, queries, { a: true });
    const together = math.permute(math.stack([dQueries, dKeys, dValues]), [1, 3, 0, 2, 4]);
    const dProduct = math.reshape(together, saved.projectionShape);
    this.outputs({
      dX: math.add(math.matrixProduct(dProduct, saved.projections, {}), norm.dx),
      dProjections: math.matrixProduct(dProduct, x, { a: true }),
      dProjectionsBias: math.sumToLastAxis(dProduct),
      dDense: math.matrixProduct(saved.joined, norm.dx, { a: true }),
      dDenseBias: math.sumToLastAxis(norm.dx),
      dAttentionGain: norm.dGain,
      dAttentionBias: norm.dBias,
    });
  }

  feedForward(x: GraphNode, feed: Readonly<Record<string, GraphNode>>): void {
    const { math } = this;
    const before = math.addBias(math.matrixProduct(x, feed.widen, { b: true }), feed.widenBias);
    const distribution = math.shift(math.scale(math.erf(math.scale(before, Math.SQRT1_2)), 0.5), 0.5);
    const activated = math.multiply(before, distribution);
    const dense = math.addBias(math.matrixProduct(activated, feed.narrow, {}), feed.narrowBias);
    const { y, normal, inverse } = this.layerNorm(math.add(dense, x), feed.gain, feed.bias);
    this.outputs({
      output: y,
      before,
      distribution,
      activated,
      outputNormal: normal,
      outputInverse: inverse,
    });
  }

  feedForwardGradients(dy: GraphNode, saved: Readonly<Record<string, GraphNode>>): void {
    const { math } = this;
    const { x, before, distribution, activated } = saved;
    const norm = this.layerNormGradients(dy, saved.outputNormal, saved.outputInverse, saved.gain);
    const exponent = math.shift(math.scale(math.square(before), -0.5), -0.5 * Math.log(2 * Math.PI));
    const slope = math.add(distribution, math.multiply(before, math.exponential(exponent)));
    const dBefore = math.multiply(math.matrixProduct(norm.dx, saved.narrow, { b: true }), slope);
    this.outputs({
      dInput: math.add(math.matrixProduct(dBefore, saved.widen, {}), norm.dx),
      dWiden: math.matrixProduct(dBefore, x, { a: true }),
      dWidenBias: math.sumToLastAxis(dBefore),
      dNarrow: math.matrixProduct(activated, norm.dx, { a: true }),
      dNarrowBias: math.sumToLastAxis(norm.dx),
      dOutputGain: norm.dGain,
      dOutputBias: norm.dBias,
    });
  }
}
