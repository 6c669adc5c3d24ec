import type { ReportSection } from '../../plot';
import { probability } from '../report/words';
import type { AdjustedRow } from './strategies-result';

const withDecay = (value: number, decay?: number | null) =>
  `${value.toFixed(4)}${decay === undefined || decay === null ? '' : ` (${decay})`}`;

/**
 * Students of a few labels beside those who had as few: from scratch, taught on these rows alone, and taught on all.
 * @returns a section, or none where no row is of the family
 */
export function fewLabelsSection(measured: readonly AdjustedRow[]): ReportSection[] {
  const rows = measured.filter((row) => row.family === 'few labels' && row.ownScratch !== null);
  if (rows.length === 0) return [];
  const few = rows.filter(({ strategy }) => strategy !== 'active-labels');
  const helped = few.filter(({ verdict }) => verdict === 'helps').length;
  const better = few.filter(({ difference }) => difference > 0).length;
  return [
    {
      heading: 'Few labels',
      paragraphs: [
        `Of ${few.length} rows of drawn labels the student who hears the teacher on unlabelled rows too is ahead of plain distillation on the labelled ones in ${better}, and told from it at p < 0.05 in ${helped}. Each side has a decay of its own, in brackets: from 1 to 1000 times what suits it with all labels as far as a step of AdamW leaves a weight its sign, and its best epoch, both chosen on the whole validation part with the first seed. For labels that are asked for (active-labels) the opponent has as many drawn at random, and the teacher's word on all rows. The teacher had all labels, and validation is larger than the smallest shares: what is shown is what a teacher's word is worth to a student that has few labels, not what few labels are enough for.`,
      ],
      tables: [
        {
          caption: 'Means over the seeds on the test part; p against plain distillation on the labelled rows',
          digits: 4,
          rows: rows.map((row) => ({
            ...{ 'data set': row.dataset, task: row.task, student: row.student, metric: row.metric },
            strategy: row.strategy,
            'from scratch': withDecay(row.ownScratch?.value ?? Number.NaN, row.ownScratch?.weightDecay),
            opponent: withDecay(row.opponent.value, row.opponent.weightDecay),
            'taught on all rows': withDecay(row.distilled, row.weightDecay),
            p: probability(row.p).replace(/^p =? ?/, ''),
            verdict: row.verdict,
          })),
        },
      ],
    },
  ];
}
