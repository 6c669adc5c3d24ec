/** A model by what it costs and what it is worth. */
export interface PricedModel {
  readonly bytes: number;
  /** Larger is better. */
  readonly quality: number;
}

/** Places of the points that no other point beats in both bytes and quality, fewest bytes first. */
export function paretoFrontier(points: readonly PricedModel[]): number[] {
  const order = Array.from(points.keys()).sort(
    (a, b) => points[a].bytes - points[b].bytes || points[b].quality - points[a].quality || a - b,
  );
  let best = Number.NEGATIVE_INFINITY;
  return order.filter((i) => {
    if (points[i].quality <= best) return false;
    best = points[i].quality;
    return true;
  });
}

/**
 * The place of the knee, where more bytes stop paying: along the paretoFrontier, with bytes and quality each brought to 0 .. 1,
 * the point that lies furthest above the straight line from the smallest to the best, quality − bytes being largest; of
 * equal ones the smaller. With fewer than three points on the frontier it is the smallest of them.
 * @returns null where there is no point
 * @see Satopää et al. 2011, ICDCSW, doi:10.1109/ICDCSW.2011.20 ("Kneedle"), without smoothing and with one knee
 */
export function kneeOf(points: readonly PricedModel[]): number | null {
  const along = paretoFrontier(points);
  if (along.length === 0) return null;
  const [first, last] = [points[along[0]], points[along[along.length - 1]]];
  const height = (point: PricedModel) =>
    (point.quality - first.quality) / (last.quality - first.quality) -
    (point.bytes - first.bytes) / (last.bytes - first.bytes);
  if (along.length < 3) return along[0];
  return along.reduce((best, i) => (height(points[i]) > height(points[best]) + 1e-12 ? i : best), along[0]);
}
