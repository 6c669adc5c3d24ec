import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecommendationData } from '../../data/recommendation-data';
import { sequencesOf } from '../../data/sequences';
import type { Split } from '../../data/split';
import { checkOptions } from '../../errors';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { Popularity } from '../../models/ranking/popularity';
import type { PipelineListener } from '../events';
import { machineFacts, versionsInUse } from '../machine-facts';
import type { TextSource } from '../text-vectors';
import { WholeProgress } from '../whole-progress';
import { compareRankingStudent } from './compare-ranking-student';
import type { MethodName } from './create-method';
import { rankingArtefacts } from './ranking-artefacts';
import { rankingControls } from './ranking-controls';
import { measureRanking, slicesByItem } from './ranking-figures';
import { rankingPlan } from './ranking-plan';
import { type RankingQueries, rankingQueries } from './ranking-queries';
import type { RankingReference, RankingResult, RankingRow } from './ranking-result';
import { type RankingSearch, searchRankingStudent } from './ranking-search';
import type { RankingSettings } from './ranking-settings';

export interface RunRankingOptions {
  readonly data: RecommendationData;
  readonly split: Split;
  readonly settings: RankingSettings;
  /** Of the teacher and the histories that it draws. */
  readonly seed: number;
  /** What becomes of items that a query has seen; there is no default, as it moves every figure. */
  readonly seenItems: SeenItems;
  readonly textSource: TextSource;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly cacheFolder: string;
  /** Where the searches' rows go, and each row's model of the first seed, under `models/<student>-<method>`. */
  readonly outFolder: string;
  /** What the result says that it was made by. */
  readonly command?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['data', 'split', 'settings', 'seed', 'seenItems', 'textSource', 'model', 'cacheFolder', 'outFolder'],
  ...['command', 'onEvent', 'signal'],
];

/**
 * The whole way for rankings: teacher, soft targets, controls, students from scratch and distilled by each method.
 * Everything is chosen on validation; the test part is opened once, when all is chosen. The teacher's hash is checked
 * before and after.
 * @throws InputError on unknown options or a split that holds nothing out
 */
export async function runRanking(given: RunRankingOptions): Promise<RankingResult> {
  checkOptions('runRanking', given, known);
  const progress = new WholeProgress(given.data.name, given.onEvent);
  progress.add(given.split.name, rankingPlan(given.settings));
  const options = { ...given, onEvent: progress.listener };
  progress.tell();
  const started = performance.now();
  const { split, settings, seenItems } = options;
  const { data: _, outFolder, command: __, ...own } = options;
  const { teacher, validation, observed, soft, softSeconds } = await rankingArtefacts(own);
  try {
    const hash = teacher.hash();
    const shared = { split, settings, observed, soft, validation, seenItems, signal: options.signal };
    const searches: RankingSearch[] = [];
    for (const student of settings.student.students) {
      const resultsPath = join(outFolder, `search-${split.name}-${student}.jsonl`);
      const methods = settings.distillation.methods as readonly MethodName[];
      searches.push(
        await searchRankingStudent({ ...shared, student, methods, resultsPath, onEvent: options.onEvent }),
      );
    }
    const final = openTest(options, settings.maxLength);
    const rows: RankingRow[] = [];
    for (const search of searches) {
      rows.push(...(await compareRankingStudent({ ...shared, ...final, search, options })));
    }
    const controls = controlsOf(options, validation, final);
    const about = referenceOf(
      'teacher',
      teacher,
      teacher.weights,
      '',
      teacher.validation.ensemble,
      final,
      seenItems,
    );
    const parts = teacher.parts.map(({ name, scorer, weight, validation: alone }) =>
      referenceOf(name, scorer, null, `weight ${weight}`, alone, final, seenItems),
    );
    progress.close(split.name);
    if (teacher.hash() !== hash) throw new Error('runRanking: the teacher moved while it taught');
    return {
      ...aboutData(options, final),
      teacher: {
        ...about,
        validationByMember: teacher.validation.members,
        weightSearch: teacher.weightSearch,
        parts,
        hash,
      },
      controls,
      softTargets: {
        contexts: soft.teacher.contexts,
        drawn: settings.distillation.drawnHistories,
        k: soft.teacher.k,
        sizeBytes: (await stat(soft.path)).size,
        seconds: softSeconds,
      },
      rows,
      searches: searches.map((search, i) => ({ student: settings.student.students[i], rows: search.rows })),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    teacher.dispose();
  }
}

/** The test queries, opened when everything is chosen. */
export interface FinalQueries {
  readonly queries: RankingQueries;
  readonly sliceOf: readonly string[];
}

function openTest({ split }: RunRankingOptions, maxLength: number): FinalQueries {
  const asked = split.takeTest('final ranking comparison');
  const before = Int32Array.from([...split.train, ...split.validation]);
  const queries = rankingQueries({ split, known: before, asked, maxLength });
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  const { counts } = new Popularity({ items: split.data.items.ids.length, sequences });
  return { queries, sliceOf: slicesByItem(queries, counts) };
}

function referenceOf(
  name: string,
  scorer: Parameters<typeof measureRanking>[0]['scorer'],
  weights: number | null,
  settings: string,
  validationNdcg10: number,
  final: FinalQueries,
  seenItems: SeenItems,
): RankingReference {
  const { figures } = measureRanking({ scorer, ...final, seenItems });
  return { name, weights, settings, validationNdcg10, ...figures };
}

function controlsOf(
  { split, seenItems }: RunRankingOptions,
  validation: RankingQueries,
  final: FinalQueries,
): RankingReference[] {
  const items = split.data.items.ids.length;
  const sequences = sequencesOf({ data: split.data, rows: split.train });
  return rankingControls({ items, sequences, validation, seenItems }).map((control) => {
    const { name, scorer, settings, validationNdcg10 } = control;
    const reference = referenceOf(name, scorer, null, settings, validationNdcg10, final, seenItems);
    (scorer as { dispose?: () => void }).dispose?.();
    return reference;
  });
}

function aboutData(
  { data, split, settings, seed, seenItems, command }: RunRankingOptions,
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
    queries: { validation: split.validation.length, test: queries.users.length, repeats },
    seenItems,
    command: command ?? null,
    versions: versionsInUse(),
    machine: machineFacts(),
    settings,
    seed,
  };
}
