import type { Contexts } from '../../../data/contexts';
import type { RecommendationData } from '../../../data/recommendation-data';
import type { Split } from '../../../data/split';
import { checkOptions, InputError } from '../../../errors';
import { sha256File } from '../../../files/hash';
import { cachedRankedTargets } from '../soft-targets/cached-ranked-targets';
import type { Precision } from '../soft-targets/parquet-format';
import { queriesHash, type RankedTargets } from '../soft-targets/ranked-targets';
import { contextsOfQueries, matchQueries, queriesOf } from './given-queries';
import { hiddenOf, itemVectorsOf } from './given-vectors';
import { checkScale, type LogitScale, rankList } from './rank-list';
import { type GivenFile, readGivenLists } from './read-given-lists';

/** Options of {@link importSoftTargets}. */
export interface ImportSoftTargetsOptions {
  /** A file `.jsonl`, `.json` (also gzipped) or `.parquet`. */
  readonly file: string;
  readonly data: RecommendationData;
  readonly split: Split;
  /** The queries that the lists are for, each of which must have one; null takes the queries of the file. */
  readonly contexts: Contexts | null;
  /** How many of the youngest items of a context count; as in `contextsOf` and `prefixContexts`. */
  readonly maxLength: number;
  /**
   * How many items of each list are kept, as many as every list must have; or at most how many, fewer where the
   * shortest list has fewer.
   */
  readonly k: number | { readonly atMost: number };
  /** For a file of scores, and needed there: logit = scoreScale · score. */
  readonly scoreScale?: number;
  /** For a file of ranks, and needed there: logit = -rankExponent · ln(rank), so that softmax gives rank^-rankExponent. */
  readonly rankExponent?: number;
  /** Where the cache of soft targets lies. */
  readonly folder: string;
  readonly precision: Precision;
}

/** What was imported. */
export interface ImportedSoftTargets {
  /** The queries that were asked for, or those of the file in its order, a sequence each. */
  readonly contexts: Contexts;
  readonly targets: RankedTargets;
  /** The file in the cache. */
  readonly path: string;
  /** Lists in the file, and how many of them belong to none of the queries asked for. */
  readonly report: { readonly lists: number; readonly unused: number };
}

const KNOWN = [
  ...[
    'file',
    'data',
    'split',
    'contexts',
    'maxLength',
    'k',
    'scoreScale',
    'rankExponent',
    'folder',
    'precision',
  ],
];

function checkImport({ data, split, maxLength, k }: ImportSoftTargetsOptions): void {
  if (split.data.hash !== data.hash) {
    throw new InputError(
      `importSoftTargets: the split is of data set ${split.data.name} (${split.data.hash}), found ${data.name} (${data.hash}) beside it`,
    );
  }
  for (const [name, value] of Object.entries({ maxLength, k: typeof k === 'number' ? k : k.atMost })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new InputError(`importSoftTargets: ${name} must be a whole number of 1 or more, found ${value}`);
  }
}

/** How many items are kept of each list. */
function lengthOf(k: ImportSoftTargetsOptions['k'], { lists }: GivenFile): number {
  if (typeof k === 'number') return k;
  return lists.reduce((least, { items }) => Math.min(least, items.length), k.atMost);
}

/** Lists side by side in the order of the queries, as ranked targets. */
function targetsOf(
  given: GivenFile,
  order: Int32Array,
  itemIndex: ReadonlyMap<string, number>,
  options: Omit<ImportSoftTargetsOptions, 'k'> & {
    readonly k: number;
    readonly source: RankedTargets['source'];
  },
): RankedTargets {
  const { data, file, k, scoreScale, rankExponent, source } = options;
  const scale: LogitScale = { scoreScale, rankExponent };
  const ranked = given.lists.map((list) => rankList(list, itemIndex, { k, scale }));
  const items = new Int32Array(order.length * k);
  const logits = new Float32Array(order.length * k);
  order.forEach((list, query) => {
    items.set(ranked[list].items, query * k);
    logits.set(ranked[list].logits, query * k);
  });
  const asked = Array.from(order, (list) => given.lists[list]);
  const vectors = { ...hiddenOf(asked), ...itemVectorsOf(given.itemVectors, data.items.ids, file) };
  return { contexts: order.length, k, items, logits, ...vectors, source };
}

/**
 * Takes over what a teacher from elsewhere said, checks it against data and split, and puts it into the cache of ranked
 * targets. A record (a line of JSON, a row of Parquet) is one of
 *
 *   { user?, context?, items, logits | scores | ranks, embedding? }   a whole list
 *   { user?, context?, item, logit | score | rank }                   one item of a list
 *   { item, embedding }                                               an item's vector
 *
 * with the ids of the data set. `context` is a list of item ids, oldest first: what the teacher knew. Without it the
 * teacher is taken to know the user's whole training history; without `user` nobody known stands behind the context.
 * A list without numbers is in the order of its ranks. `logits` are unscaled log-odds and taken as they stand; `scores`
 * (larger is better) and `ranks` (from 1) become logits by the option named after them. `embedding` is the teacher's
 * vector of the query, or of the item: all have one, or none.
 * @throws InputError as `file:line: expected, found` for unknown ids, an item or a query that stands twice, numbers that
 *   are not finite, contexts that know held-out events of their user, lists that are too short; and for queries
 *   without a list
 */
export async function importSoftTargets(options: ImportSoftTargetsOptions): Promise<ImportedSoftTargets> {
  checkOptions('importSoftTargets', options, KNOWN);
  checkImport(options);
  const { file, data, split, maxLength, scoreScale, rankExponent, folder, precision } = options;
  const given = await readGivenLists(file);
  checkScale(given.lists[0].kind, { scoreScale, rankExponent });
  const itemIndex = new Map(data.items.ids.map((id, index) => [id, index]));
  const queries = queriesOf(given.lists, { split, itemIndex, maxLength });
  const contexts = options.contexts ?? contextsOfQueries(queries);
  const order = matchQueries(contexts, queries, split);
  const k = lengthOf(options.k, given);
  const source = {
    teacher: await sha256File(file),
    data: data.hash,
    split: split.hash,
    queries: queriesHash(contexts),
    catalogue: data.items.ids.length,
  };
  const settings = { k, scoreScale: scoreScale ?? null, rankExponent: rankExponent ?? null };
  const make = () => targetsOf(given, order, itemIndex, { ...options, k, source });
  const { targets, path } = await cachedRankedTargets({ folder, source, precision, settings, make });
  const unused = given.lists.length - new Set(order).size;
  return { contexts, targets, path, report: { lists: given.lists.length, unused } };
}
