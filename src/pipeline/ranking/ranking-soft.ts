import type { Contexts } from '../../data/contexts';
import { joinContexts } from '../../data/join-contexts';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import type { StoredTeacher } from '../../distill/ranking/stored-teacher';
import { bestItems } from '../../evaluate/ranking/best-items';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import { sha256 } from '../../files/hash';
import { Random } from '../../random';
import type { PipelineListener } from '../events';
import { drawHistories } from './drawn-histories';
import { scoreBlocks } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import type { RankingTeacher } from './ranking-teacher';
import type { RankingSoft } from './ranking-trial';

/** Asks the teacher once: of every training query and of every place of the histories that it draws itself. */
export function prepareRankingSoft(options: {
  readonly teacher: RankingTeacher;
  readonly observed: RankingExamples;
  readonly settings: RankingSettings;
  readonly seenItems: SeenItems;
  readonly splitHash: string;
  readonly split: string;
  readonly seed: number;
  readonly onEvent?: PipelineListener;
}): RankingSoft {
  const { teacher, observed, settings, seenItems, splitHash, split, seed, onEvent } = options;
  const { k, drawnHistories, drawnLength } = settings.distillation;
  const tell = (stage: string) => (done: number, total: number) =>
    onEvent?.({ kind: 'progress', split, stage, done, total });
  const drawn =
    drawnHistories === 0
      ? null
      : drawHistories({
          teacher,
          count: drawnHistories,
          length: drawnLength,
          k: Math.min(k, teacher.items - drawnLength),
          random: new Random(seed).fork('drawn histories'),
          onProgress: tell('teacher draws histories'),
        });
  const contexts = drawn === null ? observed.contexts : joinContexts([observed.contexts, drawn]);
  const targets = new Int32Array(contexts.rows.length).fill(-1);
  targets.set(observed.targets);
  const said = askTeacher(
    teacher,
    { contexts, k: Math.min(k, teacher.items - contexts.width), seenItems },
    tell('soft targets'),
  );
  const hash = sha256(
    teacher.hash(),
    splitHash,
    contexts.sequences,
    contexts.rows,
    contexts.lengths,
    String(k),
    seenItems,
  );
  const popularity = new Float32Array(teacher.items);
  for (const item of observed.targets) popularity[item]++;
  const vectors = teacher.vectors(contexts);
  return { examples: { contexts, targets }, teacher: { ...said, ...vectors }, popularity, hash };
}

function historyOfQuery({ sequences, width, rows, lengths }: Contexts, query: number): Int32Array {
  const start = rows[query] * width;
  return sequences.subarray(start, start + lengths[query]);
}

/**
 * What the evaluation makes of items that a query has seen decides what a student must know of them: where they are
 * masked, nothing; where they stay candidates, what the teacher says; where only a repeated target stays, that it may
 * come again, at most as likely as the best new item: a teacher need not weigh them against new ones there.
 */
function levelSeenItems(scores: Float32Array, history: Int32Array, seenItems: SeenItems): void {
  if (seenItems === 'kept') return;
  const seen = new Set(history);
  let bestNew = Number.NEGATIVE_INFINITY;
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] > bestNew && !seen.has(item)) bestNew = scores[item];
  }
  for (const item of seen) {
    scores[item] = seenItems === 'masked' ? Number.NEGATIVE_INFINITY : Math.min(scores[item], bestNew);
  }
}

/** The teacher's k best items of each query. */
function askTeacher(
  teacher: RankingTeacher,
  { contexts, k, seenItems }: { contexts: Contexts; k: number; seenItems: SeenItems },
  onProgress: (done: number, total: number) => void,
): StoredTeacher {
  const queries = contexts.rows.length;
  const items = new Int32Array(queries * k);
  const logits = new Float32Array(queries * k);
  scoreBlocks(contexts, teacher.items, (block, first) => {
    const scores = teacher.score(block);
    for (let q = 0; q < block.rows.length; q++) {
      const own = scores.subarray(q * teacher.items, (q + 1) * teacher.items);
      levelSeenItems(own, historyOfQuery(block, q), seenItems);
      const best = bestItems({ scores: own, k, isCandidate: (item) => own[item] > Number.NEGATIVE_INFINITY });
      items.set(best, (first + q) * k);
      for (let i = 0; i < k; i++) logits[(first + q) * k + i] = own[best[i]];
    }
    onProgress(first + block.rows.length, queries);
  });
  return { contexts: queries, k, items, logits };
}
