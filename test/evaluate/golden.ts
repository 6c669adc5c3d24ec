import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface GoldenScores {
  precision: number;
  recall: number;
  'f1-score': number;
  support: number;
}

interface GoldenClassification {
  perClass: GoldenScores[];
  macro: GoldenScores;
  weighted: GoldenScores;
  accuracy: number;
  confusion: number[][];
  logLoss: number;
  rmse: number;
  mae: number;
}

interface Golden {
  levels: number[];
  probabilities: number[];
  studentProbabilities: number[];
  labels: number[];
  plain: GoldenClassification;
  rareProbabilities: number[];
  rareLabels: number[];
  rare: GoldenClassification;
  ece: Record<string, number>;
  kl: number;
  agreement: number;
  ndcg: { scores: number[][]; relevance: number[][]; at5: number[] };
  studentT: { t: number; freedom: number; tail: number }[];
  critical: { freedom: number; tail: number; t: number }[];
  intervals: { values: number[]; mean: number; low: number; high: number }[];
  paired: {
    treatment: number[];
    baseline: number[];
    t: number;
    p: number;
    low: number;
    high: number;
    wilcoxonStatistic: number;
    wilcoxonP: number;
  }[];
}

/** What scikit-learn and SciPy say, written by scripts/make-fixtures/metrics.py. */
export const golden: Golden = JSON.parse(
  readFileSync(join(__dirname, '..', 'fixtures', 'metrics.json'), 'utf8'),
);
