import type { Contexts } from '../../data/contexts';
import { knownItems } from '../../data/known-items';
import type { Split } from '../../data/split';
import { takeContexts } from '../../data/take-contexts';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { type ImportedSoftTargets, importSoftTargets } from '../../distill/ranking/import';
import { sha256 } from '../../files/hash';
import type { RankingSettings } from './ranking-settings';
import type { RankingSoft } from './ranking-trial';
import { targetCounts } from './training-examples';

/** A teacher's lists in a file; `importSoftTargets` says what may stand in it. */
export interface GivenSoftTargets {
  readonly file: string;
  /**
   * What the students learn from: all training queries, each of which must have a list, or the queries that the file
   * has, also those of nobody known. A query of the file that is a training query keeps what came next.
   */
  readonly queries: 'training' | 'file';
  /** For a file of scores: logit = scoreScale · score. */
  readonly scoreScale?: number;
  /** For a file of ranks: logit = -rankExponent · ln(rank). */
  readonly rankExponent?: number;
}

/** Takes a teacher's lists from a file; of each at most `settings.distillation.k` items. */
export async function importRankingSoft(options: {
  readonly softTargets: GivenSoftTargets;
  readonly split: Split;
  readonly observed: RankingExamples;
  readonly settings: RankingSettings;
  readonly cacheFolder: string;
}): Promise<{
  readonly soft: RankingSoft;
  /** sha256 of the file */
  readonly fileHash: string;
  readonly report: ImportedSoftTargets['report'];
}> {
  const { softTargets, split, observed, settings, cacheFolder } = options;
  const { queries, ...given } = softTargets;
  const take = (contexts: Contexts | null) =>
    importSoftTargets({
      ...given,
      ...{ data: split.data, split, contexts, maxLength: settings.maxLength },
      ...{ k: { atMost: settings.distillation.k }, folder: cacheFolder, precision: 'float32' },
    });
  let imported = await take(queries === 'training' ? observed.contexts : null);
  if (!areKnownFirst(imported.contexts)) imported = await take(knownFirst(imported.contexts));
  const { contexts, targets: teacher, path, report } = imported;
  const { scoreScale = null, rankExponent = null } = given;
  const { source, k } = teacher;
  const hash = sha256(source.teacher, source.queries, JSON.stringify({ k, scoreScale, rankExponent }));
  const targets = queries === 'training' ? observed.targets : observedTargets(contexts, observed);
  // other queries know their items, but not the events behind them
  const weights = queries === 'training' ? observed.weights : undefined;
  const popularity = targetCounts(observed, source.catalogue);
  return {
    soft: { examples: { contexts, targets, weights }, teacher, popularity, hash, path },
    fileHash: source.teacher,
    report,
  };
}

function isKnown({ users, rows }: Contexts, query: number): boolean {
  return users[rows[query]] >= 0;
}

function areKnownFirst(contexts: Contexts): boolean {
  return contexts.rows.every((_, q) => q === 0 || isKnown(contexts, q - 1) || !isKnown(contexts, q));
}

/** Known users first, as students that know nobody else read so many queries from the front. */
function knownFirst(contexts: Contexts): Contexts {
  const all = [...contexts.rows.keys()];
  const known = all.filter((query) => isKnown(contexts, query));
  const others = all.filter((query) => !isKnown(contexts, query));
  return takeContexts({ contexts, queries: Int32Array.from([...known, ...others]) });
}

/** What came next where a query is a training query; -1 elsewhere. */
function observedTargets(contexts: Contexts, observed: RankingExamples): Int32Array {
  const keyOf = (of: Contexts, query: number) => `${of.users[of.rows[query]]}:${knownItems(of, query)}`;
  const next = new Map<string, number>();
  observed.targets.forEach((target, query) => {
    next.set(keyOf(observed.contexts, query), target);
  });
  return Int32Array.from(contexts.rows, (_, query) => next.get(keyOf(contexts, query)) ?? -1);
}
