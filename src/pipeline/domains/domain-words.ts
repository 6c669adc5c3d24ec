import { percent, probability } from '../report/words';
import type { DomainRow } from './domain-row';

export const figure = (value: number | null): string | null => (value === null ? null : value.toFixed(4));

/** How the student is called in tables. */
export const nameOf = ({ student, method }: DomainRow): string =>
  method === 'distilled' ? student : `${student}, ${method}`;

/** What is to be read out of one row, in a sentence. */
export function domainFinding(row: DomainRow): string {
  const { name, dataset, metric, scratch, distilled, p, kept, gapClosed } = row;
  const isBetter = metric === 'ndcg10' ? distilled > scratch : distilled < scratch;
  const verdict = p >= 0.05 ? 'is not told from' : isBetter ? 'beats' : 'is worse than';
  const share =
    kept === null
      ? ''
      : `, ${percent(kept)} of the teacher's quality${gapClosed === null ? ', which itself is no better than the student from scratch' : ''}`;
  return `**${name}** (\`${dataset}\`, ${nameOf(row)}): distilled (${figure(distilled)}) ${verdict} the student from scratch (${figure(scratch)}), ${probability(p)}${share}.`;
}

/** Who teaches where there is nothing to read. */
export function readingWords(rows: readonly DomainRow[]): string[] {
  const names = (own: readonly DomainRow[]) =>
    [...new Set(own.map(({ dataset, teacherKind }) => `\`${dataset}\` (${teacherKind})`))].join(', ');
  const [read, unread] = [rows.filter((row) => row.isTextRead), rows.filter((row) => !row.isTextRead)];
  return [
    ...(read.length === 0 ? [] : [`A language model read the items' texts for ${names(read)}.`]),
    ...(unread.length === 0
      ? []
      : [
          `It read nothing for ${names(unread)}: hashed or numbered fields carry no words, and a language model has nothing to say of them. There the teacher is what its name says, larger and slower networks on the same ids and fields, and what it has over a student is capacity and an ensemble, not knowledge of the world.`,
        ]),
  ];
}
