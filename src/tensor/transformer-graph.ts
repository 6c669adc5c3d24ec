import type { GraphNode } from './graph-builder';
import { NativeGraph } from './native-graph';
import { TransformerFormulas, type TransformerShape } from './transformer-formulas';

/** What a forward part hands to its backward part. */
const savedByAttention = [
  'queries',
  'keys',
  'values',
  'attention',
  'joined',
  'attentionNormal',
  'attentionInverse',
];
const savedByFeedForward = ['before', 'distribution', 'activated', 'outputNormal', 'outputInverse'];

/** Names of the outputs of each part, in the order in which `NativeGraph.run` gives them back. */
export const transformerOutputs = {
  attention: ['attended'],
  attentionSaved: savedByAttention,
  attentionGradients: [
    'dX',
    'dProjections',
    'dProjectionsBias',
    'dDense',
    'dDenseBias',
    'dAttentionGain',
    'dAttentionBias',
  ],
  feedForward: ['output'],
  feedForwardSaved: savedByFeedForward,
  feedForwardGradients: [
    'dInput',
    'dWiden',
    'dWidenBias',
    'dNarrow',
    'dNarrowBias',
    'dOutputGain',
    'dOutputBias',
  ],
} as const;

/** What is fed, by the number of its axes. */
const fedByRank: Readonly<Record<number, readonly string[]>> = {
  1: ['projectionsBias', 'denseBias', 'widenBias', 'narrowBias', 'gain', 'bias'],
  2: ['x', 'dy', 'projections', 'dense', 'widen', 'narrow'],
  4: ['mask'],
};
const savedByRank: Readonly<Record<number, readonly string[]>> = {
  2: ['joined', 'attentionNormal', 'attentionInverse', ...savedByFeedForward],
  4: ['queries', 'keys', 'values', 'attention'],
};
const fedShapes = { splitShape: 5, joinShape: 2, headShape: 4, projectionShape: 2 } as const;

function buildGraph(shape: TransformerShape): NativeGraph {
  const graph = new TransformerFormulas(shape);
  const { builder } = graph;
  const feed: Record<string, GraphNode> = {};
  const anyOf = (rank: string) => new Array(Number(rank)).fill(-1);
  for (const [rank, names] of Object.entries(fedByRank)) {
    for (const name of names) feed[name] = builder.placeholder(name, 'float32', anyOf(rank));
  }
  for (const [name, axes] of Object.entries(fedShapes)) {
    feed[name] = builder.placeholder(name, 'int32', [axes]);
  }
  graph.attention(feed.x, feed);
  graph.feedForward(feed.x, feed);
  // Outputs of the forward parts are fed to the backward ones under names of their own.
  for (const [rank, names] of Object.entries(savedByRank)) {
    for (const name of names) feed[name] = builder.placeholder(savedInput(name), 'float32', anyOf(rank));
  }
  graph.attentionGradients(feed.dy, feed);
  graph.feedForwardGradients(feed.dy, feed);
  return new NativeGraph(builder);
}

/** The placeholder by which a saved value comes back. */
export const savedInput = (name: string): string => `saved_${name}`;

const graphs = new Map<string, NativeGraph>();

/** The graph for layers of this shape, written and loaded on first use. */
export function transformerGraph({ heads, size, epsilon }: TransformerShape): NativeGraph {
  const key = [heads, size, epsilon].join();
  let graph = graphs.get(key);
  if (graph === undefined) {
    graph = buildGraph({ heads, size, epsilon });
    graphs.set(key, graph);
  }
  return graph;
}
