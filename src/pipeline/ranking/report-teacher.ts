import { bytes, count } from '../report/words';
import type { AnyRankingResult, RankingReference } from './ranking-result';

type AnyTeacher = AnyRankingResult['teacher'];

const figure = (value: number) => value.toFixed(4);

/** The teacher, and its parts by themselves where told; none for one that was given as a file. */
export function teacherRows(teacher: AnyTeacher, parts: 'with parts' | 'whole'): RankingReference[] {
  if (teacher.source === 'file') return [];
  return parts === 'whole' ? [teacher] : [teacher, ...teacher.parts];
}

/** What the teacher reaches on the test part, in a sentence. */
export function teacherSentence(teacher: AnyTeacher): string {
  if (teacher.source === 'file')
    return `The teacher was given as a file, \`${teacher.file}\` (sha256 ${teacher.hash.slice(0, 12)}…): nobody could ask it about the test queries, so that it has no row in the tables.`;
  const parts = teacher.parts.map(
    ({ name, ndcg10, settings }) => `${name} alone ${figure(ndcg10)} (${settings})`,
  );
  return `The teacher reaches a test NDCG@10 of **${figure(teacher.ndcg10)}** with ${count(teacher.weights ?? 0)} weights; ${parts.join(', ')}.`;
}

/** "1/1,015", how much smaller than the teacher so many weights are; null where the teacher's are not known. */
export function shareOfTeacher(teacher: AnyTeacher, weights: number): string | null {
  return teacher.source === 'file' ? null : `1/${count(Math.round((teacher.weights ?? 0) / weights))}`;
}

/** What validation said of the teacher's members and parts. */
export function teacherChoice(teacher: AnyTeacher): string {
  if (teacher.source === 'file')
    return 'Nothing was chosen for the teacher, whose lists were taken as they stand in the file.';
  const parts = teacher.parts.map(({ name, settings }) => `${name}: ${settings}`).join('; ');
  return `The teacher's members reach ${teacher.validationByMember.map(figure).join(', ')} on validation, the sum ${figure(teacher.validationNdcg10)}; ${parts}.`;
}

const askedFor = {
  training: 'every training query',
  file: 'the queries that the file has, which alone the distilled students learn from',
} as const;

/** What was taken of the teacher, and what that cost. */
export function softTargetsSentence({ teacher, softTargets, queries }: AnyRankingResult): string {
  const { seconds, k, contexts, drawn, sizeBytes } = softTargets;
  if (teacher.source === 'file')
    return `The file has ${count(teacher.lists)} lists, ${count(teacher.unused)} of them of queries that were not asked for. The best ${k} items of each of ${count(contexts)} contexts were taken, those of ${askedFor[teacher.queries]}; ${bytes(sizeBytes)}.`;
  const { training, trainingInAll } = queries;
  const bound =
    training < trainingInAll
      ? ` Training took ${count(training)} of ${count(trainingInAll)} queries, in drawn stretches of the histories.`
      : '';
  return `The teacher was asked once, in ${seconds.toFixed(0)} s: its best ${k} items of each of ${count(contexts)} contexts, those of ${count(drawn)} histories that it drew itself among them; ${bytes(sizeBytes)}.${bound}`;
}
