import type { MeanAndInterval } from '../evaluate';
import type { Trace } from './figure';

/** The band of 95% intervals about a curve; nothing where a point has no interval. */
export function intervalBand(options: {
  readonly x: readonly number[];
  readonly intervals: readonly MeanAndInterval[];
  readonly color: string;
  /** The legend's group, so that the band hides with its curve. */
  readonly group: string;
}): Trace[] {
  const { x, intervals, color, group } = options;
  if (intervals.some(({ low }) => low === null)) return [];
  return [
    {
      type: 'scatter',
      mode: 'none',
      x: [...x, ...x.toReversed()],
      y: [...intervals.map(({ high }) => high), ...intervals.toReversed().map(({ low }) => low)],
      fill: 'toself',
      fillcolor: color,
      opacity: 0.13,
      hoverinfo: 'skip',
      showlegend: false,
      legendgroup: group,
    },
  ];
}

/** Error bars of 95% intervals; null (no bar) where a mean has no interval. */
export function intervalBars(
  intervals: readonly (MeanAndInterval | null)[],
  color: string,
): Record<string, unknown> {
  const half = intervals.map((interval) =>
    interval === null || interval.high === null ? null : interval.high - interval.mean,
  );
  return {
    type: 'data',
    array: half,
    visible: half.some((h) => h !== null),
    color,
    thickness: 1.4,
    width: 4,
  };
}

/**
 * An axis range that the means and reference values fill. Intervals of two or three seeds can be far wider than all
 * differences; they are shown as far as a third of that span beyond it and then cut.
 */
export function rangeOfIntervals(
  intervals: readonly MeanAndInterval[],
  references: readonly number[],
): [number, number] {
  const middles = [...intervals.map(({ mean }) => mean), ...references];
  const low = Math.min(...middles);
  const high = Math.max(...middles);
  const reach = (high - low || Math.abs(high) || 1) / 3;
  const lowest = Math.min(low, ...intervals.map((interval) => interval.low ?? interval.mean)) - reach / 4;
  const highest = Math.max(high, ...intervals.map((interval) => interval.high ?? interval.mean)) + reach / 4;
  return [Math.max(low - reach, lowest), Math.min(high + reach, highest)];
}
