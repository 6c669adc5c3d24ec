import type { ModelNumbers } from '../model-numbers';
import { denseLayer, denseLayers } from '../rating-tables';
import { type ClickInputs, featureVectors, fieldVectors, flatFeatures } from './click-features';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import { dense, initializerOf, selfAttention } from './layers';

/** A click model's own part of the graph: the logits, [batch]. */
export type ClickLogits = (g: GraphFormulas, numbers: ModelNumbers, inputs: ClickInputs) => GraphValue;

function bias(g: GraphFormulas, numbers: ModelNumbers): GraphValue {
  return initializerOf(g.builder, numbers.named('bias'));
}

/** [batch, inputs] through the dense layers and rectifiers. */
function deep(g: GraphFormulas, numbers: ModelNumbers, x: GraphValue): GraphValue {
  return denseLayers(numbers).reduce((y, { weights, bias: own }) => g.relu(dense(g, y, weights, own)), x);
}

/** [batch, inputs] -> [batch] */
function head(g: GraphFormulas, numbers: ModelNumbers, hidden: GraphValue): GraphValue {
  const out = denseLayer(numbers, 'out');
  return g.squeeze(dense(g, hidden, out.weights, out.bias), [1]);
}

const logisticRegression: ClickLogits = (g, numbers, inputs) => {
  const weights = g.sumOver(fieldVectors(g, numbers, inputs), [1, 2], { keeps: false });
  const logits = g.add(weights, bias(g, numbers));
  if (inputs.numbers === null) return logits;
  const share = g.matMul(inputs.numbers, initializerOf(g.builder, numbers.named('number-weights')));
  return g.add(logits, g.squeeze(share, [1]));
};

/** The weights that stand in the vectors' first columns, and ½ ((Σ v)² − Σ v²) of the rest. */
function machine(g: GraphFormulas, biased: GraphValue, width: number) {
  const linear = g.sumOver(g.slice(biased, 2, 0, 1), [1, 2], { keeps: false });
  const vectors = g.slice(biased, 2, 1, width);
  const square = (x: GraphValue) => g.multiply(x, x);
  const squareOfSum = square(g.sumOver(vectors, [1], { keeps: false }));
  const sumOfSquares = g.sumOver(square(vectors), [1], { keeps: false });
  const products = g.multiply(g.subtract(squareOfSum, sumOfSquares), g.builder.number(0.5));
  return { vectors, logits: g.add(linear, g.sumOver(products, [1], { keeps: false })) };
}

const factorizationMachine: ClickLogits = (g, numbers, inputs) => {
  const width = numbers.number('dimensions') + 1;
  return g.add(machine(g, featureVectors(g, numbers, inputs), width).logits, bias(g, numbers));
};

const clickMlp: ClickLogits = (g, numbers, inputs) =>
  head(g, numbers, deep(g, numbers, flatFeatures(g, numbers, inputs)));

const deepFm: ClickLogits = (g, numbers, inputs) => {
  const d = numbers.number('dimensions');
  const { vectors, logits } = machine(g, featureVectors(g, numbers, inputs), d + 1);
  const flat = g.reshape(vectors, [0, (inputs.fields.length + inputs.numeric) * d]);
  return g.add(logits, head(g, numbers, deep(g, numbers, flat)));
};

/** x_(l+1) = x_0 ⊙ (x_l W_l + b_l) + x_l */
function cross(g: GraphFormulas, numbers: ModelNumbers, x0: GraphValue): GraphValue {
  let x = x0;
  for (let l = 1; l <= numbers.number('crossLayers'); l++) {
    const isLow = numbers.has(`cross-${l}/down`);
    const input = isLow ? g.matMul(x, initializerOf(g.builder, numbers.named(`cross-${l}/down`))) : x;
    const weights = numbers.named(`cross-${l}/${isLow ? 'up' : 'weights'}`);
    x = g.add(g.multiply(x0, dense(g, input, weights, numbers.named(`cross-${l}/bias`))), x);
  }
  return x;
}

const dcnV2: ClickLogits = (g, numbers, inputs) => {
  const x0 = flatFeatures(g, numbers, inputs);
  const crossed = cross(g, numbers, x0);
  const isParallel =
    numbers.word('structure', ['stacked', 'parallel']) === 'parallel' && numbers.numbers('layers').length > 0;
  if (!isParallel) return head(g, numbers, deep(g, numbers, crossed));
  return head(g, numbers, g.concat([crossed, deep(g, numbers, x0)], 1));
};

/** relu([softmax(q kᵀ / √size) v] + e W), layer after layer, over the features of each row. */
function interacting(g: GraphFormulas, numbers: ModelNumbers, vectors: GraphValue): GraphValue {
  const shape = { heads: numbers.number('heads'), size: numbers.number('headSize'), mask: null };
  let x = vectors;
  for (let l = 1; l <= numbers.number('attentionLayers'); l++) {
    const product = (part: string) =>
      g.matMul(x, initializerOf(g.builder, numbers.named(`interacting-${l}/${part}`)));
    x = g.relu(g.add(selfAttention(g, product('projections'), shape), product('residual')));
  }
  return x;
}

const autoInt: ClickLogits = (g, numbers, inputs) => {
  const vectors = featureVectors(g, numbers, inputs);
  const count = inputs.fields.length + inputs.numeric;
  const width = numbers.number('heads') * numbers.number('headSize');
  const attended = g.reshape(interacting(g, numbers, vectors), [0, count * width]);
  if (numbers.numbers('layers').length === 0) return head(g, numbers, attended);
  const flat = g.reshape(vectors, [0, count * numbers.number('dimensions')]);
  return head(g, numbers, g.concat([attended, deep(g, numbers, flat)], 1));
};

export const logitsOfKind: Readonly<Record<string, ClickLogits>> = {
  'auto-int': autoInt,
  'click-mlp': clickMlp,
  'dcn-v2': dcnV2,
  'deep-fm': deepFm,
  'factorization-machine': factorizationMachine,
  'logistic-regression': logisticRegression,
};
