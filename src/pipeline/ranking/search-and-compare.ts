import { join } from 'node:path';
import type { Split } from '../../data/split';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { machineFacts, versionsInUse } from '../machine-facts';
import { compareRankingStudent } from './compare-ranking-student';
import type { MethodName } from './create-method';
import { controlsOf, type FinalQueries, openTest } from './final-queries';
import type { RankingQueries } from './ranking-queries';
import type { AnyRankingResult, RankingRow } from './ranking-result';
import type { RankingRun } from './ranking-run';
import { type RankingSearch, searchRankingStudent } from './ranking-search';
import type { RankingSoft } from './ranking-trial';

/** What students of one run learn from and are chosen by. */
export interface RankingMaterial {
  readonly validation: RankingQueries;
  readonly observed: RankingExamples;
  readonly soft: RankingSoft;
}

/**
 * Searches on validation for every student and method, then opens the test part and compares what was chosen, beside
 * the controls.
 * @returns the result without what is known of the teacher and its soft targets, and the test queries
 */
export async function searchAndCompare(
  run: RankingRun,
  material: RankingMaterial,
): Promise<{
  readonly found: Omit<AnyRankingResult, 'teacher' | 'softTargets' | 'seconds'>;
  readonly final: FinalQueries;
}> {
  const { split, settings, seenItems, outFolder, signal, onEvent } = run;
  const shared = { split, settings, ...material, seenItems, signal };
  const searches: RankingSearch[] = [];
  for (const student of settings.student.students) {
    const resultsPath = join(outFolder, `search-${split.name}-${student}.jsonl`);
    const methods = settings.distillation.methods as readonly MethodName[];
    const files = { resultsPath, cacheFolder: run.cacheFolder };
    searches.push(await searchRankingStudent({ ...shared, ...files, student, methods, onEvent }));
  }
  const final = openTest(run);
  const rows = await compareChosenRankings(run, material, { final, searches });
  const found = {
    ...aboutRun(run, material, final),
    controls: controlsOf(run, material.validation, final),
    rows,
    searches: searches.map((search, i) => ({ student: settings.student.students[i], rows: search.rows })),
  };
  return { found, final };
}

/** Compares what validation chose on the test queries, each student from scratch and by each method. */
export async function compareChosenRankings(
  run: RankingRun,
  material: RankingMaterial,
  { final, searches }: { readonly final: FinalQueries; readonly searches: readonly RankingSearch[] },
): Promise<RankingRow[]> {
  const { split, settings, seenItems, signal } = run;
  const shared = { split, settings, ...material, seenItems, signal };
  const rows: RankingRow[] = [];
  for (const search of searches) {
    rows.push(...(await compareRankingStudent({ ...shared, ...final, search, options: run })));
  }
  return rows;
}

/** Every training row but each user's first comes after something. */
function nextItemsIn({ data, train }: Split): number {
  return train.length - new Set(train.map((row) => data.interactions.users[row])).size;
}

function aboutRun(
  { data, split, settings, seed, seenItems, command }: RankingRun,
  { observed }: RankingMaterial,
  { queries }: FinalQueries,
) {
  let repeats = 0;
  queries.users.forEach((user) => {
    const { histories, relevant } = queries;
    const seen = new Set(histories.items.subarray(histories.offsets[user], histories.offsets[user + 1]));
    const own = relevant.items.subarray(relevant.offsets[user], relevant.offsets[user + 1]);
    if (own.some((item) => seen.has(item))) repeats++;
  });
  return {
    dataset: data.name,
    data: {
      users: data.users.ids.length,
      items: data.items.ids.length,
      interactions: data.interactions.users.length,
      hash: data.hash,
      isSynthetic: data.expectations !== null,
    },
    split: split.name,
    queries: {
      training: observed.targets.length,
      trainingInAll: nextItemsIn(split),
      validation: split.validation.length,
      test: queries.users.length,
      repeats,
    },
    seenItems,
    command: command ?? null,
    versions: versionsInUse(),
    machine: machineFacts(),
    settings,
    seed,
  };
}
