import { checkOptions, InputError } from '../../../errors';
import type { CompactRows, RatingModel } from '../../../models';
import { ModelNumbers } from '../model-numbers';
import { feedForwardTables, linearTables } from '../rating-tables';
import { columnsOf, type NamedValues } from '../tables';
import { compactVectors } from './compact-vectors';
import type { GraphValue, OnnxModel } from './graph-builder';
import { GraphFormulas } from './graph-formulas';
import { dense, initializerOf } from './layers';
import { ordinalHead, type PairRows } from './rating-parts';
import { textRatingLogits } from './text-rating-graph';

export interface RatingToOnnxOptions {
  readonly model: RatingModel;
  /** The rating of each logit, ascending. */
  readonly levels: readonly number[];
  /** Strings to keep in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

type Logits = (g: GraphFormulas, numbers: ModelNumbers, rows: PairRows) => GraphValue;

/** A user or an item: [batch, 1] and [batch, dimensions] */
interface Factors {
  readonly bias: GraphValue;
  readonly vector: GraphValue;
}

function biasedProduct(g: GraphFormulas, numbers: ModelNumbers, user: Factors, item: Factors): GraphValue {
  const product = g.sumOver(g.multiply(user.vector, item.vector), [1], { keeps: true });
  return ordinalHead(g, numbers, g.sum([user.bias, item.bias, product]));
}

const matrixFactorization: Logits = (g, numbers, { users, items }) => {
  const side = (name: 'users' | 'items', at: GraphValue) => {
    const table = numbers.named(name);
    const part = (suffix: string, start: number, end: number) =>
      g.rows(initializerOf(g.builder, columnsOf(`${name}/${suffix}`, table, start, end)), at);
    return { bias: part('bias', 0, 1), vector: part('vectors', 1, table.shape[1]) };
  };
  return biasedProduct(g, numbers, side('users', users), side('items', items));
};

const compactFactorization: Logits = (g, numbers, { users, items }) => {
  const side = (name: 'users' | 'items', sharing: string, at: GraphValue) => {
    const own = numbers.named(name);
    const rows = numbers.compactRows(sharing) as CompactRows;
    const table = initializerOf(g.builder, own);
    const about = { name: `rows of ${name}`, table, sizes: [numbers.number(name)], rows };
    const both = compactVectors(g, about, at);
    return { bias: g.slice(both, 1, 0, 1), vector: g.slice(both, 1, 1, own.shape[1]) };
  };
  return biasedProduct(g, numbers, side('users', 'userRows', users), side('items', 'itemRows', items));
};

const linear: Logits = (g, numbers, { users, items }) => {
  const tables = linearTables(numbers);
  const ofItems = g.rows(initializerOf(g.builder, tables.items), items);
  return tables.users === null
    ? ofItems
    : g.add(g.rows(initializerOf(g.builder, tables.users), users), ofItems);
};

const feedForward: Logits = (g, numbers, { users, items }) => {
  const tables = feedForwardTables(numbers);
  const read = (table: NamedValues, at: GraphValue) => g.rows(initializerOf(g.builder, table), at);
  const input = g.concat([read(tables.users, users), read(tables.items, items)], 1);
  const hidden = tables.layers.reduce((x, { weights, bias }) => g.relu(dense(g, x, weights, bias)), input);
  return dense(g, hidden, tables.out.weights, tables.out.bias);
};

function logitsOf(
  model: RatingModel,
  numbers: ModelNumbers,
): (g: GraphFormulas, rows: PairRows) => GraphValue {
  const plain: Readonly<Record<string, Logits>> = {
    'matrix-factorization': matrixFactorization,
    'compact-factorization': compactFactorization,
    linear,
    'feed-forward': feedForward,
  };
  if (Object.hasOwn(plain, model.kind)) return (g, rows) => plain[model.kind](g, numbers, rows);
  if (model.kind === 'text-rating')
    return (g, rows) => textRatingLogits(g, numbers, model.history ?? null, rows);
  throw new InputError(
    `ratingToOnnx: expected a model of kind ${[...Object.keys(plain), 'text-rating'].join(', ')}, found "${model.kind}"; a model that reads its texts with each pair has no graph of ids, so export a student of it`,
  );
}

/**
 * A rating model as an ONNX graph of any batch size.
 *   users, items int64 [batch] -> logits float [batch, classes], ratings float [batch] = Σ_k softmax(logits)_k · level_k
 * Ids are the rows of the model's vocabulary; one that it does not have is an error of the runtime.
 * @throws InputError for a kind without such a graph, or levels that are not the model's
 */
export function ratingToOnnx(options: RatingToOnnxOptions): OnnxModel {
  checkOptions('ratingToOnnx', options, ['model', 'levels', 'metadata']);
  const { model, levels, metadata } = options;
  if (levels.length !== model.classes)
    throw new InputError(`ratingToOnnx: expected ${model.classes} levels, found ${levels.length}`);
  const numbers = new ModelNumbers(model);
  const logitsFor = logitsOf(model, numbers);
  const g = new GraphFormulas();
  const rows = (side: 'users' | 'items') => {
    const about = `rows of ${side} in the model's vocabulary, from 0`;
    const ids = g.builder.input({ name: side, type: 'int64', shape: ['batch'], about });
    return g.checkedIds(ids, g.builder.integers([numbers.number(side)], []));
  };
  const logits = logitsFor(g, { users: rows('users'), items: rows('items') });
  const scale = g.builder.weights('levels', [levels.length], Float32Array.from(levels));
  const ratings = g.sumOver(g.multiply(g.softmax(logits), scale), [1], { keeps: false });
  g.builder.output(logits, {
    ...{ name: 'logits', type: 'float32', shape: ['batch', levels.length] },
    about: `one a level of ${levels.join(', ')}, unscaled`,
  });
  g.builder.output(ratings, {
    name: 'ratings',
    type: 'float32',
    shape: ['batch'],
    about: 'expected ratings',
  });
  return g.builder.encode({ name: model.kind, about: 'ratings of pairs of users and items', metadata });
}
