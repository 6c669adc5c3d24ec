import { checkOptions, InputError } from '../../errors';
import type { RankingModel } from '../../models/ranking/ranking-model';
import type { FitResult } from '../../train/fit';
import { sideBySide } from '../../train/side-by-side';
import { type DistillRankingOptions, distillRankingSteps } from '../ranking/distill-ranking';
import { type RankingBatch, type ReadRankingBatch, rankingBatches } from '../ranking/ranking-batches';

const ownNames = [
  ...['student', 'method', 'validate', 'learningRate', 'weightDecay', 'onEpoch', 'onBatch', 'checkpoint'],
] as const;

/** What each ranking student has for itself; a method may hold weights, and so belongs to one student. */
export type OwnDistillRankingOptions = Pick<
  DistillRankingOptions,
  'student' | 'method' | 'validate' | 'learningRate' | 'weightDecay' | 'onEpoch' | 'onBatch' | 'checkpoint'
>;

/** What all ranking students share. */
export type SharedDistillRankingOptions = Omit<DistillRankingOptions, keyof OwnDistillRankingOptions>;

export interface DistillRankingsTogetherOptions extends SharedDistillRankingOptions {
  readonly students: readonly OwnDistillRankingOptions[];
}

/** The batch that was read last, for whoever asks for it next. */
function keepingLast(read: ReadRankingBatch): ReadRankingBatch {
  let last: { readonly key: string; readonly batch: RankingBatch } | null = null;
  return (sequences) => {
    const key = sequences.join();
    if (last?.key !== key) last = { key, batch: read(sequences) };
    return last.batch;
  };
}

/**
 * One ranking teacher, many students: trains them side by side in one pass over queries and soft targets, as
 * `distillTogether` does for ratings. Student k comes out as
 *   distillRanking({ ...shared, ...students[k] })
 * would make it, bit for bit; each batch is read once and serves all.
 * @returns in the order of `students`
 * @throws InputError where there is no student, or one stands there twice, and what `distillRanking` throws
 */
export function distillRankingsTogether(
  options: DistillRankingsTogetherOptions,
): (FitResult & { student: RankingModel })[] {
  const { students, ...shared } = options;
  checkStudents(students);
  const read = keepingLast(rankingBatches(shared.examples));
  const results = sideBySide(students.map((own) => distillRankingSteps({ ...shared, ...own }, read)));
  return students.map(({ student }, k) => ({ ...results[k], student }));
}

function checkStudents(students: readonly OwnDistillRankingOptions[]): void {
  const where = 'distillRankingsTogether';
  if (students.length === 0) throw new InputError(`${where}: expected at least one student, found none`);
  students.forEach((own, k) => {
    checkOptions(`${where} (student ${k})`, own, ownNames);
    if (students.findIndex(({ student }) => student === own.student) === k) return;
    throw new InputError(`${where}: student ${k} stands there twice; a model takes part in one training`);
  });
}
