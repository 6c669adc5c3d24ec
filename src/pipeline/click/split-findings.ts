import type { ClickMetrics } from '../../evaluate';
import type { ClickRows } from './click-material';
import type { ClickSearchRow } from './click-search';
import type { ClickMember } from './click-teacher';
import type { ClickTrial } from './click-trial';

/** What one way of training gave on one split's test rows. */
export interface SplitRow {
  readonly trial: ClickTrial;
  /** One a seed. */
  readonly bySeed: readonly ClickMetrics[];
  /** Log-loss on validation, one a seed. */
  readonly validation: readonly number[];
  /** [rows], mean over the seeds. */
  readonly losses: Float64Array;
  /** [rows], of the first seed. */
  readonly logits: Float32Array;
  readonly weights: number;
  readonly bytes: number;
  readonly latencyP50Ms: number;
}

export interface SplitTeacher {
  readonly metrics: ClickMetrics;
  readonly losses: Float64Array;
  readonly logits: Float32Array;
  readonly weights: number;
  readonly latencyP50Ms: number;
  readonly validation: number;
  readonly members: readonly Omit<ClickMember, 'model'>[];
  /** sha256 of its weights, the same before and after it taught. */
  readonly hash: string;
}

/** All that was found on one split, with every test row's loss. */
export interface SplitFindings {
  readonly split: string;
  readonly rows: {
    readonly train: number;
    /** After down-sampling. */
    readonly trainedOn: number;
    readonly validation: number;
    readonly test: number;
  };
  readonly test: ClickRows;
  /** [rows] of always saying the training rows' click rate. */
  readonly rateLosses: Float64Array;
  readonly teacher: SplitTeacher;
  /** Each student from scratch, and then by each method. */
  readonly students: readonly SplitRow[];
  readonly searches: readonly { readonly student: string; readonly rows: readonly ClickSearchRow[] }[];
  readonly softTargets: { readonly sizeBytes: number; readonly seconds: number };
  readonly seconds: number;
}
