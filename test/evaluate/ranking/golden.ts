import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RankingMetric } from '../../../src/evaluate';

type ByMetricAndK = Record<RankingMetric, Record<string, number[]>>;

interface RankingGolden {
  queries: number;
  items: number;
  ks: number[];
  scores: number[][];
  relevant: number[][];
  seen: number[][];
  kept: ByMetricAndK;
  masked: ByMetricAndK;
  tiedScores: number[][];
  tiedNdcg: Record<string, number[]>;
}

/** What ranx and scikit-learn say, written by scripts/make-fixtures/ranking-metrics.py. */
export const rankingGolden: RankingGolden = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'ranking-metrics.json'), 'utf8'),
);
