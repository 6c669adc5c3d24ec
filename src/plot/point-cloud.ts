import { checkOptions, InputError } from '../errors';
import type { Figure } from './figure';
import { houseLayout } from './layout';
import { sequenceColour, symbolOf } from './theme';

/** Points of one kind. */
export interface PointGroup {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** As many. */
  readonly y: ArrayLike<number>;
}

/**
 * One quantity against another, a dot a sample, a colour and symbol a group.
 * @param options.x the x axis' title with its unit
 * @param options.y likewise
 * @throws InputError without a group, or where one has more of x than of y, or less
 */
export function pointCloud(options: {
  readonly title: string;
  readonly subtitle: string;
  readonly x: string;
  readonly y: string;
  readonly groups: readonly PointGroup[];
}): Figure {
  checkOptions('pointCloud', options, ['title', 'subtitle', 'x', 'y', 'groups']);
  const { title, subtitle, x, y, groups } = options;
  if (groups.length === 0) throw new InputError('pointCloud: groups is empty; expected at least one');
  const odd = groups.find((group) => group.x.length !== group.y.length);
  if (odd !== undefined)
    throw new InputError(
      `pointCloud: "${odd.name}" has ${odd.x.length} values of x and ${odd.y.length} of y; expected as many`,
    );
  return {
    data: groups.map((group, k) => ({
      ...{ type: 'scatter', mode: 'markers', name: group.name },
      ...{ x: Array.from(group.x), y: Array.from(group.y) },
      marker: {
        color: sequenceColour(k, groups.length),
        ...{ size: 6, opacity: 0.55, symbol: symbolOf(k) },
      },
      hovertemplate: `%{x:.3f}: %{y:.3f}<extra>${group.name}</extra>`,
    })),
    layout: houseLayout({ title, subtitle, x, y }),
  };
}
