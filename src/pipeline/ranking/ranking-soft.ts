import type { Contexts } from '../../data/contexts';
import { joinContexts } from '../../data/join-contexts';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import type { StoredTeacher } from '../../distill/ranking/stored-teacher';
import { bestItems } from '../../evaluate/ranking/best-items';
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
  readonly splitHash: string;
  readonly split: string;
  readonly seed: number;
  readonly onEvent?: PipelineListener;
}): RankingSoft {
  const { teacher, observed, settings, splitHash, split, seed, onEvent } = options;
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
    contexts,
    Math.min(k, teacher.items - contexts.width),
    tell('soft targets'),
  );
  const hash = sha256(
    teacher.hash(),
    splitHash,
    contexts.sequences,
    contexts.rows,
    contexts.lengths,
    String(k),
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

/** The teacher's k best items of each query that are not in its history. */
function askTeacher(
  teacher: RankingTeacher,
  contexts: Contexts,
  k: number,
  onProgress: (done: number, total: number) => void,
): StoredTeacher {
  const queries = contexts.rows.length;
  const items = new Int32Array(queries * k);
  const logits = new Float32Array(queries * k);
  scoreBlocks(contexts, teacher.items, (block, first) => {
    const scores = teacher.score(block);
    for (let q = 0; q < block.rows.length; q++) {
      const own = scores.subarray(q * teacher.items, (q + 1) * teacher.items);
      const known = new Set(historyOfQuery(block, q));
      const best = bestItems({ scores: own, k, isCandidate: (item) => !known.has(item) });
      items.set(best, (first + q) * k);
      for (let i = 0; i < k; i++) logits[(first + q) * k + i] = own[best[i]];
    }
    onProgress(first + block.rows.length, queries);
  });
  return { contexts: queries, k, items, logits };
}
