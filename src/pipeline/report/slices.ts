import type { SliceResult } from '../../evaluate';
import { type Figure, type ReportSection, type SliceSeries, sliceComparison } from '../../plot';
import type { DistillationResult } from '../distillation-result';
import type { SplitResult } from '../result';
import { meanOf } from '../summarise';

type Side = 'items' | 'users';

/**
 * Slices measured several times (a list a split and seed) as one list; counts are of all splits. Values are those of a
 * single split's seeds; of several splits each one's mean over its seeds, which share its rows.
 */
export function mergeSlices(
  perSplit: readonly (readonly (readonly SliceResult[])[])[],
): SliceSeries['slices'] {
  return perSplit[0][0].map(({ name }, i) => {
    const known = perSplit
      .map((seeds) => seeds.map((slices) => slices[i].value).filter((value) => value !== null))
      .filter((values) => values.length > 0);
    return {
      name,
      count: perSplit.reduce((sum, seeds) => sum + seeds[0][i].count, 0),
      values: perSplit.length === 1 ? known.flat() : known.map(meanOf),
    };
  });
}

function seriesOf(splits: readonly SplitResult[], side: Side): SliceSeries[] {
  const name = splits[0].students[0].name;
  const student = (method: 'scratch' | 'distilled') =>
    mergeSlices(
      splits.map(({ students }) => students[0].methods[method].scores.map(({ slices }) => slices[side])),
    );
  return [
    {
      name: 'teacher',
      role: 'teacher',
      slices: mergeSlices(splits.map(({ teacher }) => [teacher.scores.slices[side]])),
    },
    { name: `${name}, from scratch`, role: 'scratch', slices: student('scratch') },
    { name: `${name}, distilled`, role: 'distilled', slices: student('distilled') },
  ];
}

function sliceFigure({ splits }: DistillationResult, side: Side): Figure {
  return sliceComparison({
    title: side === 'items' ? 'Cold, rare and popular items' : 'Short and long histories',
    metric: 'test RMSE (rating points)',
    x: side === 'items' ? 'training ratings of the item' : 'training ratings of the user',
    series: seriesOf(splits, side),
  });
}

/** What each student's coldest slice says, where the test part has such rows. */
function coldLines({ students }: DistillationResult): string[] {
  return students.flatMap(({ name, itemSlices: [coldest] }) => {
    if (coldest === undefined || coldest.p === null) return [];
    const { rows, scratch, distilled, teacher, p } = coldest;
    return [
      `${name}, ${coldest.name} training ratings of the item, ${rows} test ratings: RMSE ${scratch.toFixed(4)} from scratch, ${distilled.toFixed(4)} distilled, ${teacher.toFixed(4)} the teacher's; distilled against scratch p = ${p.toPrecision(2)}, the largest one over users, over items and over splits.`,
    ];
  });
}

/** Where the errors lie: by how much is known of item and user. */
export function slicesSection(result: DistillationResult): ReportSection {
  return {
    heading: 'Where the errors lie',
    paragraphs: [
      'Test rows by how often training rated their item, and by how much their user rated.',
      ...coldLines(result),
    ],
    figures: [sliceFigure(result, 'items'), sliceFigure(result, 'users')],
  };
}
