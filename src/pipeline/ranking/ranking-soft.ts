import type { Contexts } from '../../data/contexts';
import { joinContexts } from '../../data/join-contexts';
import { knownItems } from '../../data/known-items';
import type { Split } from '../../data/split';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { cachedRankedTargets } from '../../distill/ranking/soft-targets/cached-ranked-targets';
import {
  queriesHash,
  type RankedSource,
  type RankedTargets,
} from '../../distill/ranking/soft-targets/ranked-targets';
import { scoreRankedTargets } from '../../distill/ranking/soft-targets/score-ranked-targets';
import { bestItems } from '../../evaluate/ranking/best-items';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { sha256 } from '../../files/hash';
import { Random } from '../../random';
import type { PipelineListener } from '../events';
import { softTargetEvent } from '../soft-target-sample';
import { drawHistories } from './drawn-histories';
import { blockSizeOf } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import type { RankingTeacher } from './ranking-teacher';
import type { RankingSoft } from './ranking-trial';
import { targetCounts } from './training-examples';

/** What is needed of a teacher to ask it. */
export type AskedRankingTeacher = Pick<RankingTeacher, 'hash' | 'items' | 'score' | 'vectors'>;

export interface RankingSoftOptions {
  readonly teacher: AskedRankingTeacher;
  readonly observed: RankingExamples;
  readonly settings: RankingSettings;
  readonly seenItems: SeenItems;
  readonly split: Split;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

/**
 * Asks the teacher once: of every training query and of every place of the histories that it draws itself. What it says
 * is kept in the cache folder.
 */
export function prepareRankingSoft(options: RankingSoftOptions): Promise<RankingSoft> {
  return askRankingTeacher({ ...options, drawn: drawnBy(options) });
}

/** Every place of the histories that the teacher draws; null where the settings ask for none. */
export function drawnBy(options: RankingSoftOptions): Contexts | null {
  const { teacher, settings, seed } = options;
  const { k, drawnHistories, drawnLength } = settings.distillation;
  if (drawnHistories === 0) return null;
  return drawHistories({
    teacher,
    count: drawnHistories,
    length: drawnLength,
    k: Math.min(k, teacher.items - drawnLength),
    random: new Random(seed).fork('drawn histories'),
    onProgress: tellerOf(options, 'teacher draws histories'),
  });
}

function tellerOf({ split, onEvent }: RankingSoftOptions, stage: string) {
  return (done: number, total: number) =>
    onEvent?.({ kind: 'progress', split: split.name, stage, done, total });
}

/** As `prepareRankingSoft`, where the drawn histories are known. */
export async function askRankingTeacher(
  options: RankingSoftOptions & { readonly drawn: Contexts | null },
): Promise<RankingSoft> {
  const { teacher, observed, settings, seenItems, split, cacheFolder, drawn, signal } = options;
  const { k } = settings.distillation;
  const contexts = drawn === null ? observed.contexts : joinContexts([observed.contexts, drawn]);
  const targets = new Int32Array(contexts.rows.length).fill(-1);
  targets.set(observed.targets);
  const weights = observed.weights && new Float32Array(targets.length);
  weights?.set(observed.weights ?? []);
  const teacherHash = teacher.hash();
  const own = { teacher: teacherHash, data: split.data.hash, split: split.hash };
  const catalogue = teacher.items;
  const kept = Math.min(k, catalogue - contexts.width);
  const { targets: said, path } = await cachedRankedTargets({
    folder: cacheFolder,
    source: { ...own, queries: queriesHash(contexts), catalogue },
    precision: 'float32',
    settings: { k: kept, seenItems },
    make: async () => {
      const onProgress = tellerOf(options, 'soft targets');
      const ranked = await rankForSoft({
        source: own,
        teacher,
        contexts,
        k: kept,
        seenItems,
        onProgress,
        signal,
      });
      return { ...ranked, ...teacher.vectors(contexts) };
    },
  });
  const { temperatures } = settings.distillation;
  options.onEvent?.(
    softTargetEvent({ split: split.name, logits: said.logits, classes: said.k, temperatures }),
  );
  const popularity = targetCounts(observed, catalogue);
  const hash = sha256(teacherHash, said.source.queries, String(kept), seenItems);
  return { examples: { contexts, targets, weights }, teacher: said, popularity, hash, path };
}

/** The teacher's k best items of each query, of those that the evaluation counts; without its vectors. */
export function rankForSoft(options: {
  /** Hashes of teacher, data and split. */
  readonly source: Pick<RankedSource, 'teacher' | 'data' | 'split'>;
  readonly teacher: Pick<RankingTeacher, 'items' | 'score'>;
  readonly contexts: Contexts;
  readonly k: number;
  readonly seenItems: SeenItems;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}): Promise<RankedTargets> {
  const { source, teacher, seenItems, ...rest } = options;
  return scoreRankedTargets({
    ...{ ...rest, ...source },
    items: teacher.items,
    exclude: seenItems === 'masked' ? 'seen' : 'nothing',
    blockSize: blockSizeOf(teacher.items),
    score: (block) => levelled(teacher.score(block), block, seenItems),
  });
}

/**
 * What the evaluation makes of items that a query has seen decides what a student must know of them: where they are
 * masked, nothing; where they stay candidates, what the teacher says; where only a repeated target stays, that it may
 * come again, at most as likely as the best new item: a teacher need not weigh them against new ones there.
 */
export function levelled(scores: Float32Array, block: Contexts, seenItems: SeenItems): Float32Array {
  if (seenItems !== 'masked-except-relevant') return scores;
  const items = scores.length / block.rows.length;
  for (let q = 0; q < block.rows.length; q++) {
    const own = scores.subarray(q * items, (q + 1) * items);
    const seen = new Set(knownItems(block, q));
    const [bestNew] = bestItems({ scores: own, k: 1, isCandidate: (item) => !seen.has(item) });
    for (const item of seen) own[item] = Math.min(own[item], own[bestNew]);
  }
  return scores;
}
