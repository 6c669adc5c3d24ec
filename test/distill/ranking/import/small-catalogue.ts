import { type RecommendationData, type Split, splitLeaveOneOut } from '../../../../src/data';
import { tinyData } from '../../../data/tiny-data';

/** Users u0 (i0 i1 i2 i3, then i4 and i5 held out), u1 (i3 i0, then i2 and i1) and u2 (i5 i4 i5, then i5 again and i0). */
export function smallCatalogue(): { data: RecommendationData; split: Split } {
  const histories = [
    [0, 1, 2, 3, 4, 5],
    [3, 0, 2, 1],
    [5, 4, 5, 5, 0],
  ];
  const rows = histories.flatMap((items, user) =>
    items.map((item, time) => [user, item, 1, time] as [number, number, number, number]),
  );
  const data = tinyData(rows, { levels: [1] });
  return { data, split: splitLeaveOneOut({ data }) };
}
