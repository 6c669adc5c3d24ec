import { meanAndInterval } from '../../evaluate';
import { type ReportSection, type ShareLine, shareCurve } from '../../plot';
import type { DistillationResult, ShareResult } from '../distillation-result';
import { meanOf } from '../summarise';
import { count, error, errorWithInterval, percent } from './words';

function readingOf(points: readonly ShareResult[]): string {
  const gains = points.map((point) => ({ ...point, gain: meanOf(point.scratch) - meanOf(point.distilled) }));
  const largest = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
  if (largest.gain <= 0) return 'Distillation lowers the error at none of these shares.';
  const hurt = gains.filter(({ gain }) => gain < 0).map(({ share }) => percent(share));
  const where = hurt.length === 0 ? '' : ` It raises the error at ${hurt.join(' and ')}.`;
  return `Distillation gains most with ${percent(largest.share)} of the ratings: ${error(largest.gain)}.${where}`;
}

/** The curve over the amount of training data; nothing where it was not asked for. */
export function labelSharesSection({ labelShares, splits }: DistillationResult): ReportSection[] {
  if (labelShares.length === 0) return [];
  const { student } = labelShares[0];
  const line = (
    name: string,
    role: ShareLine['role'],
    values: (point: ShareResult) => readonly number[],
  ) => ({
    name,
    role,
    points: labelShares.map((point) => ({ share: point.share, values: values(point) })),
  });
  return [
    {
      heading: 'With fewer ratings',
      paragraphs: [
        `Split ${splits[0].split}: training and validation keep a share of their rows, the test part all of its; everything is trained and chosen anew at each share.`,
        readingOf(labelShares),
      ],
      tables: [
        {
          caption: 'Test RMSE, means over seeds with 95% intervals',
          digits: 4,
          rows: labelShares.map((point) => ({
            share: percent(point.share),
            'training ratings': count(point.rows),
            teacher: point.teacher,
            [`${student}, from scratch`]: errorWithInterval(meanAndInterval(point.scratch)),
            [`${student}, distilled`]: errorWithInterval(meanAndInterval(point.distilled)),
            T: point.temperature,
            alpha: point.alpha,
          })),
        },
      ],
      figures: [
        shareCurve({
          title: 'Error against the share of ratings',
          metric: 'test RMSE (rating points)',
          lines: [
            line('teacher', 'teacher', ({ teacher }) => [teacher]),
            line(`${student}, from scratch`, 'scratch', ({ scratch }) => scratch),
            line(`${student}, distilled`, 'distilled', ({ distilled }) => distilled),
          ],
        }),
      ],
    },
  ];
}
