import type { RankingModel } from '../../../models';
import type { ModelNumbers } from '../model-numbers';
import { userTable } from '../ranking-tables';
import { besideEachOther, type NamedValues, productOf, rowsOf } from '../tables';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import { gruState } from './gru-graph';
import { type HistoryNodes, historyInput, historyMean, rowAt } from './history-nodes';
import { dense, gelu, initializerOf } from './layers';
import { transformerStack } from './transformer-graph';

/** What a model's own part of the graph is written from. */
export interface RankingPart {
  readonly g: GraphFormulas;
  readonly model: RankingModel;
  readonly numbers: ModelNumbers;
  /** [items, dimensions] */
  readonly itemVectors: GraphValue;
}

/** Adds the inputs that a model reads and gives the vector of each query, [batch, dimensions]. */
type Hidden = (part: RankingPart) => GraphValue;

/** Rows of a table that begins with an unknown user's. */
function userInput({ g, numbers }: RankingPart): GraphValue {
  const about = "rows of users in the model's vocabulary, from 0; -1 for one that it does not know";
  const users = g.builder.input({ name: 'users', type: 'int64', shape: ['batch'], about });
  const rows = g.add(users, g.builder.integers([1], []));
  return g.checkedIds(rows, g.builder.integers([numbers.number('users') + 1], []));
}

const usersAlone: Hidden = (part) => {
  const table = userTable(part.model, part.numbers.number('users'));
  return part.g.rows(initializerOf(part.g.builder, table), userInput(part));
};

const meanOfHistory: Hidden = ({ g, numbers, itemVectors }) => {
  const history = historyInput(g, numbers.number('items'));
  const mean = historyMean(g, history, { itemVectors, decay: numbers.number('decay') });
  return dense(g, mean, numbers.named('dense'), numbers.named('dense-bias'));
};

/** The user's tower without the history: zeros, then all users' [id; features; text] times their rows of U. */
function towerTable(numbers: ModelNumbers, known: number): NamedValues {
  const names = ['user-ids', 'user-features', 'user-text'].filter((name) => numbers.has(name));
  const tables = names.map((name) => numbers.named(name));
  const weights = rowsOf(numbers.named('user-tower/weights'), 0, known);
  const { shape, values } = productOf('users', besideEachOther('users', tables), weights);
  const withUnknown = new Float32Array(values.length + shape[1]);
  withUnknown.set(values, shape[1]);
  return { name: 'users', shape: [shape[0] + 1, shape[1]], values: withUnknown };
}

const twoTower: Hidden = (part) => {
  const { g, numbers, itemVectors } = part;
  const weights = numbers.named('user-tower/weights');
  const known = weights.shape[0] - numbers.number('dimensions');
  const users = g.rows(initializerOf(g.builder, towerTable(numbers, known)), userInput(part));
  const history = historyInput(g, numbers.number('items'));
  const mean = historyMean(g, history, { itemVectors, decay: numbers.number('decay') });
  const ofHistory = rowsOf(weights, known, weights.shape[0]);
  return g.add(users, dense(g, mean, ofHistory, numbers.named('user-tower/bias')));
};

const gru: Hidden = ({ g, numbers, itemVectors }) => {
  const history = historyInput(g, numbers.number('items'));
  return gruState(g, numbers, { history, vectors: g.rows(itemVectors, history.ids) });
};

const selfAttentive: Hidden = ({ g, numbers, itemVectors }) => {
  const history = historyInput(g, numbers.number('items'));
  const { places, lengths, ids } = history;
  const isLater = g.builder.node('Less', [g.unsqueeze(places, [1]), places]); // [length, length]
  const x = transformerStack(g, numbers, g.rows(itemVectors, ids), {
    places,
    isHidden: g.unsqueeze(isLater, [0, 1]),
  });
  return rowAt(g, x, { places, at: g.subtract(lengths, g.builder.integers([1], [])) });
};

/** Places with one more behind the history, where the mask stands: [length + 1] */
function placesWithMask(g: GraphFormulas, history: HistoryNodes): GraphValue {
  return g.countTo(g.add(g.sizeOf(history.raw, 1), g.builder.integers([1], [])));
}

const maskedItem: Hidden = ({ g, numbers, itemVectors }) => {
  const { builder } = g;
  const history = historyInput(g, numbers.number('items'));
  const { ids, lengths } = history;
  const places = placesWithMask(g, history);
  const isMask = g.unsqueeze(builder.node('Equal', [places, lengths]), [2]); // [batch, length + 1, 1]
  const longer = builder.node('Pad', [ids, builder.integers([0, 0, 0, 1])]);
  const vectors = g.where(isMask, initializerOf(builder, numbers.named('mask')), g.rows(itemVectors, longer));
  const last = builder.integers([numbers.number('maxLength')], []);
  // Places count from the mask's backwards; what stands behind the mask is hidden, so any place serves.
  const fromEnd = builder.node('Min', [g.add(g.subtract(last, lengths), places), last]);
  const isBehind = builder.node('Less', [lengths, places]); // [batch, length + 1]
  const x = transformerStack(g, numbers, vectors, {
    places: g.checkedIds(fromEnd, builder.integers([numbers.number('maxLength') + 1], [])),
    isHidden: g.unsqueeze(isBehind, [1, 2]),
  });
  const atMask = rowAt(g, x, { places, at: lengths });
  return gelu(g, dense(g, atMask, numbers.named('output/weights'), numbers.named('output/bias')));
};

/** 1 at each item of the list, whatever stands in it twice: [batch, items]; -1 stands for none. */
export function isListed(g: GraphFormulas, list: GraphValue, items: number): GraphValue {
  const { builder } = g;
  const isItem = builder.node('GreaterOrEqual', [list, builder.integers([0], [])]);
  const cells = g.where(isItem, list, builder.integers([items], []));
  const rows = g.sizeOf(list, 0);
  const shape = g.concat([g.unsqueeze(rows, [0]), builder.integers([items + 1])], 0);
  const zeros = builder.node('Expand', [builder.number(0), shape]);
  const ones = builder.node('Expand', [builder.number(1), builder.node('Shape', [list])]);
  return g.slice(builder.node('ScatterElements', [zeros, cells, ones], { axis: 1 }), 1, 0, items);
}

const multVae: Hidden = ({ g, numbers }) => {
  const items = numbers.number('items');
  const bags = isListed(g, historyInput(g, items).raw, items);
  const count = g.larger(g.sumOver(bags, [1], { keeps: true }), g.builder.number(1));
  const x = g.divide(bags, g.builder.node('Sqrt', [count]));
  const layer = (name: string, y: GraphValue) =>
    dense(g, y, numbers.named(`${name}/weights`), numbers.named(`${name}/bias`));
  const posterior = layer('posterior', g.tanh(layer('encoder', x)));
  return g.tanh(layer('decoder', g.slice(posterior, 1, 0, numbers.number('latent'))));
};

/** By kind of model, how its queries become vectors. */
export const hiddenOfKind: Readonly<Record<string, Hidden>> = {
  gru,
  'light-gcn': usersAlone,
  'masked-item': maskedItem,
  'matrix-factorization-ranking': usersAlone,
  'mean-of-history': meanOfHistory,
  'mult-vae': multVae,
  'self-attentive': selfAttentive,
  'two-tower': twoTower,
};
