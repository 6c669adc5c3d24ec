import type {
  Calibration,
  ClickMetrics,
  MeanAndInterval,
  PairedTTest,
  RatioAndInterval,
} from '../../evaluate';
import type { MachineFacts } from '../distillation-result';
import type { ClickSearchRow } from './click-search';
import type { ClickSettings } from './click-settings';
import type { ClickTrial } from './click-trial';
import type { SplitFindings, SplitTeacher } from './split-findings';

/** Means over splits and seeds. */
export interface ClickFigures {
  /** Nats. */
  readonly logLoss: number;
  /** null where a split's test rows are of one class. */
  readonly auc: number | null;
  /** AUC within users; null where no column says who. */
  readonly groupAuc: number | null;
  readonly normalisedEntropy: number | null;
  readonly ece: number;
  readonly calibrationRatio: number | null;
}

/** A mean difference of losses over all test rows. */
export interface LossDifference {
  /** mean(treatment − baseline), below 0 where the treatment is better. */
  readonly meanDifference: number;
  /** Ends of the 95% interval. */
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly p: number;
  readonly over: 'rows' | 'users';
  /** Rows or users. */
  readonly count: number;
}

/** One student, trained one way, with every seed on every split. */
export interface ClickRow {
  readonly domain: 'advertising';
  readonly dataset: string;
  readonly student: string;
  readonly method: string;
  readonly metric: 'logLoss';
  /** Test log-loss of the same student from scratch. */
  readonly scratch: number;
  /** By this method; null in the row from scratch. */
  readonly distilled: number | null;
  readonly teacher: number;
  readonly seeds: readonly number[];
  /** Of distilled − scratch, over the splits' means, or over the seeds of one split; null from scratch. */
  readonly interval: MeanAndInterval | null;
  /** Of distilled against scratch: the larger one of the p values over test rows and over repeats. */
  readonly p: number | null;
  readonly tests: { readonly rows: LossDifference; readonly repeats: PairedTTest | null } | null;
  /** (scratch − distilled) / (scratch − teacher) over test rows; null from scratch. */
  readonly recovered: RatioAndInterval | null;
  readonly weights: number;
  /** Of the saved model, encoding and all. */
  readonly bytes: number;
  /** Of a request of up to 100 rows. */
  readonly latencyP50Ms: number;
  readonly figures: ClickFigures;
  /** Of this row's own log-loss. */
  readonly logLossInterval: MeanAndInterval;
  /** Mean over splits and seeds. */
  readonly validationLogLoss: number;
  /** Of the first seed, over all splits' test rows. */
  readonly reliability: Calibration;
  readonly bySplit: readonly {
    readonly split: string;
    readonly trial: ClickTrial;
    readonly bySeed: readonly ClickMetrics[];
    readonly validation: readonly number[];
  }[];
  /** What makes this row alone. */
  readonly command: string | null;
}

export interface ClickTeacherResult {
  readonly figures: ClickFigures;
  /** Against the logistic regression from scratch, where it is among the students. */
  readonly againstLogisticRegression: LossDifference | null;
  /** Against always saying the click rate. */
  readonly againstRate: LossDifference;
  readonly weights: number;
  readonly latencyP50Ms: number;
  readonly validationLogLoss: number;
  readonly reliability: Calibration;
  readonly bySplit: readonly ({ readonly split: string } & Omit<SplitTeacher, 'losses' | 'logits'>)[];
}

/** What was found over some splits. */
export interface ClickFindings {
  readonly splits: readonly Pick<SplitFindings, 'split' | 'rows' | 'softTargets' | 'seconds'>[];
  /** Log-loss of always saying the training rows' click rate. */
  readonly clickRate: { readonly logLoss: number };
  readonly teacher: ClickTeacherResult;
  readonly rows: readonly ClickRow[];
  readonly searches: readonly {
    readonly split: string;
    readonly student: string;
    readonly rows: readonly ClickSearchRow[];
  }[];
}

/** What `result.json` holds: aggregates, and no row of the log. */
export interface ClickResult extends ClickFindings {
  readonly dataset: string;
  readonly data: {
    readonly rows: number;
    readonly clicks: number;
    readonly fields: number;
    readonly hash: string;
  };
  /** The log's own split beside the folds; null where there is none. */
  readonly published: ClickFindings | null;
  readonly command: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  readonly settings: ClickSettings;
  readonly seed: number;
  readonly seconds: number;
}
