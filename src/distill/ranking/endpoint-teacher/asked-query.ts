import type { Contexts } from '../../../data/contexts';
import { knownItems } from '../../../data/known-items';
import type { RecommendationData } from '../../../data/recommendation-data';
import { InputError } from '../../../errors';
import type { KeptList } from './answer-log';
import { type Ask, MOST_CHOICES, type Question } from './question';
import type { Answer } from './read-answer';

/** What queries are about, and how much of it is told. */
export interface Told {
  readonly data: RecommendationData;
  readonly contexts: Contexts;
  /** The items to judge, by the number of the query. Models favour what stands first: shuffle them. */
  readonly candidates: (query: number) => Int32Array;
  readonly ask: Ask;
  /** How many of the youngest items of a history the model is told. */
  readonly history: number;
  /** How many characters of each text the model is told. */
  readonly textLength: number;
}

/** User and context of a query by their ids. */
export function idsOfQuery({ data, contexts }: Told, query: number): Pick<KeptList, 'user' | 'context'> {
  const user = data.users.ids[contexts.users[contexts.rows[query]]] ?? null;
  return { user, context: Array.from(knownItems(contexts, query), (item) => data.items.ids[item]) };
}

/**
 * A query in words.
 * @throws InputError without candidates, or with more than can be chosen from
 */
export function questionOf(told: Told, query: number): Question {
  const { data, contexts, ask, history, textLength } = told;
  const candidates = told.candidates(query);
  if (candidates.length === 0 || (ask === 'choose' && candidates.length > MOST_CHOICES)) {
    throw new InputError(
      `askEndpoint: query ${query} has ${candidates.length} candidates, expected 1 or more (at most ${MOST_CHOICES} to choose from)`,
    );
  }
  const textsOf = (items: Int32Array) =>
    Array.from(items, (item) => {
      const text = data.items.texts[item] || data.items.ids[item];
      return text.slice(0, textLength).replace(/\s+/g, ' ').trim();
    });
  const known = knownItems(contexts, query);
  return {
    history: textsOf(known.subarray(Math.max(0, known.length - history))),
    candidates: textsOf(candidates),
  };
}

/** An answer as it is kept. */
export function keptList(told: Told, query: number, { kind, candidates, values }: Answer): KeptList {
  const offered = told.candidates(query);
  const items = candidates.map((candidate) => told.data.items.ids[offered[candidate]]);
  return { ...idsOfQuery(told, query), items, [kind]: values };
}
