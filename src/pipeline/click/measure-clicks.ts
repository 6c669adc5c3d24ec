import { type ClickMetrics, clickLogLosses, evaluateClicks, latency } from '../../evaluate';
import type { ClickScorer } from '../../models/click/click-scorer';
import { type ClickMaterial, type ClickRows, correctedLogits } from './click-material';

/** Rows that a request for one page of ads has to score; fewer where the test part has fewer. */
export const ROWS_A_REQUEST = 100;

/** What one scorer reaches on some rows. */
export interface MeasuredClicks {
  readonly metrics: ClickMetrics;
  /** [rows], corrected where training was thinned */
  readonly logits: Float32Array;
  /** [rows], nats */
  readonly losses: Float64Array;
}

export function measureClicks(
  scorer: ClickScorer,
  material: ClickMaterial,
  { rows, labels, groups }: ClickRows,
): MeasuredClicks {
  const logits = correctedLogits(scorer, material, rows);
  return {
    metrics: evaluateClicks({ logits, labels, groups }),
    logits,
    losses: clickLogLosses({ logits, labels }),
  };
}

/** Milliseconds to score one request, the median. */
export async function clickLatency(
  scorer: ClickScorer,
  { table }: ClickMaterial,
  { rows }: ClickRows,
): Promise<number> {
  const { labels: _, ...batch } = table.read(rows.subarray(0, ROWS_A_REQUEST));
  const times = await latency({ run: () => void scorer.score(batch), warmup: 3, repeats: 30 });
  return times.p50Ms;
}
