import * as tf from '@tensorflow/tfjs-node';
import type { TransformerShape } from './transformer-formulas';
import { savedInput, transformerGraph, transformerOutputs } from './transformer-graph';

export interface AttentionBlockOptions {
  /** [texts · width, hidden] */
  x: tf.Tensor2D;
  shape: TransformerShape;
  texts: number;
  /** Added to the scores: [texts, 1, 1, width], or null without padding. */
  mask: tf.Tensor4D | null;
  /** [3 · hidden, hidden], [3 · hidden], [hidden, hidden], [hidden], gain [hidden], bias [hidden] */
  weights: readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  /** False where no gradient will be asked for: nothing is kept for it. */
  recorded: boolean;
}

export interface FeedForwardBlockOptions {
  /** [rows, hidden] */
  x: tf.Tensor2D;
  shape: TransformerShape;
  /** [intermediate, hidden], [intermediate], [intermediate, hidden], [hidden], gain [hidden], bias [hidden] */
  weights: readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  recorded: boolean;
}

type Feed = Record<string, tf.Tensor>;

/**
 * First half of a transformer layer: LN(x + attention(x)), with one call into TensorFlow forward and one backward.
 * @returns [texts · width, hidden]
 * @see Vaswani et al. 2017, arXiv:1706.03762
 */
export function attentionBlock(options: AttentionBlockOptions): tf.Tensor2D {
  const { x, shape, texts } = options;
  const { heads, size } = shape;
  const width = x.shape[0] / texts;
  const vector = (values: number[]) => tf.tensor1d(values, 'int32');
  return runBlock(options, {
    weightNames: ['projections', 'projectionsBias', 'dense', 'denseBias', 'gain', 'bias'],
    forward: () => ({
      mask: options.mask ?? tf.zeros([1, 1, 1, 1]),
      splitShape: vector([texts, width, 3, heads, size]),
      joinShape: vector([texts * width, heads * size]),
    }),
    backward: () => ({
      headShape: vector([texts, width, heads, size]),
      projectionShape: vector([texts * width, 3 * heads * size]),
    }),
    output: transformerOutputs.attention,
    saved: transformerOutputs.attentionSaved,
    gradients: transformerOutputs.attentionGradients,
  });
}

/**
 * Second half of a transformer layer: LN(x + gelu(x Wᵀ + w) N + n), with one call forward and one backward.
 * @returns [rows, hidden]
 */
export function feedForwardBlock(options: FeedForwardBlockOptions): tf.Tensor2D {
  return runBlock(options, {
    weightNames: ['widen', 'widenBias', 'narrow', 'narrowBias', 'gain', 'bias'],
    forward: () => ({}),
    backward: () => ({}),
    output: transformerOutputs.feedForward,
    saved: transformerOutputs.feedForwardSaved,
    gradients: transformerOutputs.feedForwardGradients,
  });
}

interface Block {
  weightNames: readonly string[];
  /** Inputs beside x and the weights; made anew for each pass, as a tidy may end between the two. */
  forward: () => Feed;
  backward: () => Feed;
  output: readonly string[];
  saved: readonly string[];
  gradients: readonly string[];
}

function runBlock(options: AttentionBlockOptions | FeedForwardBlockOptions, block: Block): tf.Tensor2D {
  const { x, weights, recorded, shape } = options;
  const graph = transformerGraph(shape);
  const inputs = (tensors: readonly tf.Tensor[]): Feed => {
    const feed: Feed = { x: tensors[0] };
    block.weightNames.forEach((name, i) => {
      feed[name] = tensors[i + 1];
    });
    return feed;
  };
  if (!recorded)
    return graph.run({ ...inputs([x, ...weights]), ...block.forward() }, block.output)[0] as tf.Tensor2D;
  const layer = tf.customGrad((...args) => {
    const given = args.slice(0, -1) as tf.Tensor[];
    const save = args.at(-1) as unknown as tf.GradSaveFunc;
    const fetches = [...block.output, ...block.saved];
    const [y, ...saved] = graph.run({ ...inputs(given), ...block.forward() }, fetches);
    save([...given, ...saved]);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) => {
      const feed: Feed = { dy, ...backwardInputs(inputs(kept)), ...block.backward() };
      block.saved.forEach((name, i) => {
        feed[savedInput(name)] = kept[given.length + i];
      });
      return graph.run(feed, block.gradients);
    };
    return { value: y, gradFunc };
  });
  return layer(x, ...weights) as tf.Tensor2D;
}

/** Biases have no part in the gradients; TensorFlow refuses to be fed what it need not read. */
function backwardInputs(feed: Feed): Feed {
  return Object.fromEntries(Object.entries(feed).filter(([name]) => !/[bB]ias$/.test(name)));
}
