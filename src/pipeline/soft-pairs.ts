import { pairsOf } from '../data/labels';
import type { PairBatch } from '../data/recommendation-data';
import type { Split } from '../data/split';
import type { SoftPairs } from '../distill/soft-pairs';
import { cachedSoftTargets } from '../distill/soft-targets/cached-soft-targets';
import { drawUnobservedPairs } from '../distill/soft-targets/draw-unobserved-pairs';
import type { ScoredPairs, SoftTargets } from '../distill/soft-targets/soft-targets';
import { sha256 } from '../files/hash';
import { Random } from '../random';
import type { PipelineListener } from './events';
import type { DistillationSettings } from './settings';
import { softTargetEvent } from './soft-target-sample';
import type { Teacher } from './teacher';

/** The pairs of the training rows, and pairs that no training row holds, for the teacher to score. */
export function pairsToScore(split: Split, settings: DistillationSettings, seed: number): ScoredPairs {
  const { data, train } = split;
  const free = data.users.ids.length * data.items.ids.length - train.length;
  const count = Math.min(settings.unobservedPairs, Math.floor(free * 0.9));
  const unobserved = drawUnobservedPairs({
    data,
    rows: train,
    count,
    popularity: settings.popularity,
    random: new Random(seed).fork('unobserved pairs'),
  });
  const seen = pairsOf(data, train);
  const join = (a: Int32Array, b: Int32Array) => Int32Array.from([...a, ...b]);
  const observed = new Uint8Array(train.length + count).fill(1, 0, train.length);
  return { users: join(seen.users, unobserved.users), items: join(seen.items, unobserved.items), observed };
}

/** What is needed of a teacher to ask it. */
export type AskedTeacher = Pick<Teacher, 'hash' | 'classes' | 'logits'>;

/**
 * The teacher's word on all pairs that students may learn from, from the cache or scored once.
 * @throws Error if the teacher's weights moved while it scored
 */
export async function prepareSoftTargets(options: {
  readonly split: Split;
  readonly teacher: AskedTeacher;
  readonly settings: DistillationSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
}): Promise<SoftTargets> {
  const { split, teacher, settings, seed, cacheFolder, onEvent } = options;
  const before = teacher.hash();
  const score = (pairs: PairBatch) =>
    teacher.logits(pairs, (done, total) =>
      onEvent?.({ kind: 'progress', split: split.name, stage: 'teacher scores pairs', done, total }),
    );
  const { softTargets } = await cachedSoftTargets({
    folder: cacheFolder,
    teacher: before,
    data: split.data.hash,
    split: split.hash,
    classes: teacher.classes,
    pairs: pairsToScore(split, settings, seed),
    score,
  });
  if (teacher.hash() !== before)
    throw new Error("prepareSoftTargets: the teacher's weights moved while it scored");
  const { classes, logits } = softTargets;
  onEvent?.(softTargetEvent({ split: split.name, logits, classes, temperatures: settings.temperatures }));
  return softTargets;
}

/** What a student is distilled from: the teacher's word on pairs, and a name for it in cache keys. */
export interface SoftSource {
  readonly pairs: SoftPairs;
  readonly hash: string;
  /** Soft pairs drawn a training row. */
  readonly perRow: number;
}

/** Pairs and their hash, which the teacher's weights and the pairs decide. */
export function softSourceOf(options: {
  readonly teacher: string;
  readonly pairs: SoftPairs;
  readonly perRow: number;
}): SoftSource {
  const { teacher, pairs, perRow } = options;
  return { pairs, hash: sha256(teacher, pairs.users, pairs.items), perRow };
}

/** The scored pairs of one kind: the training rows' own, or those that nobody rated. */
export function softPairsOf(targets: SoftTargets, kind: 'observed' | 'unobserved'): SoftPairs {
  const wanted = kind === 'observed' ? 1 : 0;
  const at: number[] = [];
  targets.observed.forEach((flag, k) => {
    if (flag === wanted) at.push(k);
  });
  return softPairsAt(targets, at);
}

/** The scored pairs at these places. */
export function softPairsAt(
  targets: SoftPairs & { readonly classes: number },
  at: ArrayLike<number>,
): SoftPairs {
  const { classes } = targets;
  const logits = new Float32Array(at.length * classes);
  for (let i = 0; i < at.length; i++) {
    logits.set(targets.logits.subarray(at[i] * classes, (at[i] + 1) * classes), i * classes);
  }
  const pick = (x: Int32Array) => Int32Array.from(at, (k) => x[k]);
  return { users: pick(targets.users), items: pick(targets.items), logits };
}
