import type { RatedPairs } from '../../../models';
import type { ModelNumbers } from '../model-numbers';
import { type OwnRatings, textRatingTables } from '../text-rating-tables';
import type { GraphValue } from './graph-builder';
import type { GraphFormulas } from './graph-formulas';
import { dense, initializerOf } from './layers';
import { ordinalHead, type PairRows } from './rating-parts';

/** The shares of the pair's own rating, [pairs, 4]; zeros for a pair outside the history. */
function ownShares(g: GraphFormulas, own: OwnRatings, { users, items }: PairRows): GraphValue {
  const rows = own.partners.length / own.most;
  const partners = g.builder.indices('history/partners', [rows, own.most], own.partners);
  const shares = g.builder.weights('history/shares', [rows, own.most, 4], own.shares);
  const item = g.builder.node('Cast', [g.unsqueeze(items, [1])], { to: 6 });
  const isOwn = g.sameAs(g.rows(partners, users), item); // [pairs, most]
  const product = g.matMul(g.unsqueeze(isOwn, [1]), g.rows(shares, users)); // [pairs, 1, 4]
  return g.squeeze(product, [1]);
}

/** What the own rating has added to one side's vectors, [pairs, dimensions]. */
function ownPart(
  g: GraphFormulas,
  numbers: ModelNumbers,
  options: { side: 'user' | 'item'; other: GraphValue; shares: GraphValue; first: number },
): GraphValue {
  const { side, other, shares, first } = options;
  const parts = ['implicit', 'explicit'].map((part, k) => {
    const table = initializerOf(g.builder, numbers.named(`${side}-history/${part}`));
    return g.multiply(g.rows(table, other), g.slice(shares, 1, first + k, first + k + 1));
  });
  return g.sum(parts);
}

/** The rating teacher: what its vectors hold of the pair's own rating is taken out, as in training. */
export function textRatingLogits(
  g: GraphFormulas,
  numbers: ModelNumbers,
  rated: RatedPairs | null,
  rows: PairRows,
): GraphValue {
  const tables = textRatingTables(numbers, rated);
  let user = g.rows(initializerOf(g.builder, tables.users), rows.users);
  let item = g.rows(initializerOf(g.builder, tables.items), rows.items);
  if (tables.own !== null) {
    const shares = ownShares(g, tables.own, rows);
    const part = (side: 'user' | 'item', other: GraphValue, first: number) =>
      ownPart(g, numbers, { side, other, shares, first });
    user = g.subtract(user, part('user', rows.items, 0));
    item = g.subtract(item, part('item', rows.users, 2));
  }
  const product = g.multiply(user, item);
  const joined = g.concat([user, item, product], 1);
  const hidden = g.relu(dense(g, joined, numbers.named('hidden/weights'), numbers.named('hidden/bias')));
  const bias = (side: string, at: GraphValue) =>
    g.rows(initializerOf(g.builder, numbers.named(`${side}-bias`)), at);
  const inner = g.sumOver(product, [1], { keeps: true });
  const score = g.sum([bias('user', rows.users), bias('item', rows.items), inner]);
  const rest = g.matMul(hidden, initializerOf(g.builder, numbers.named('out/weights')));
  return g.add(ordinalHead(g, numbers, score), rest);
}
