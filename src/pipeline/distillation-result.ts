import type { BootstrapDifference, Latency, MeanAndInterval, PairedTTest, SliceResult } from '../evaluate';
import type { StudentName } from '../models/rating/create-student';
import type { NumericFingerprint } from './numeric-fingerprint';
import type { SplitResult } from './result';
import type { PipelineSettings } from './settings';
import type { SliceSummary } from './slice-errors';
import type { TextSource } from './text-vectors';

/** Means over splits of means over seeds, for one way of training. */
export interface MethodSummary {
  readonly rmse: number;
  /** Over splits where there are several, else over seeds. */
  readonly interval: MeanAndInterval;
  readonly mae: number;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly ece: number;
  /** Test RMSE by split, and in it by seed. */
  readonly values: readonly (readonly number[])[];
}

export interface StudentSummary {
  readonly name: StudentName;
  readonly weights: number;
  /** Its weights by the teacher's. */
  readonly relativeSize: number;
  readonly sizeBytes: number;
  readonly latency: Latency;
  readonly scratch: MethodSummary;
  readonly smoothed: MethodSummary;
  readonly distilled: MethodSummary;
  /** The distilled student whose unobserved pairs hold no test pair. */
  readonly withoutTestPairs: { readonly rmse: number; readonly values: readonly (readonly number[])[] };
  /**
   * Two-sided, distilled against scratch: the larger p of the t-tests below, or the bootstrap's where there is
   * neither.
   */
  readonly p: number;
  readonly pFrom: 'fold means' | 'fold x seed pairs' | 'seeds' | 'bootstrap over test users';
  readonly tests: {
    /** Over the splits' means; null for one split. */
    readonly foldMeans: PairedTTest | null;
    /** Over all pairs of split and seed; null for a single pair. */
    readonly foldSeedPairs: PairedTTest | null;
    /** Of the first seed, one a split. */
    readonly bootstrap: readonly BootstrapDifference[];
  };
  /** By how often the item was rated in training; slices without any test row are left out. */
  readonly itemSlices: readonly SliceSummary[];
  /** The most frequent choice of validation over splits. */
  readonly temperature: number;
  readonly alpha: number;
  /** One a split. */
  readonly temperatures: readonly number[];
  readonly alphas: readonly number[];
}

export interface TeacherSummary extends MethodSummary {
  readonly weights: number;
  readonly latency: Latency;
}

/** One point of the curve over the amount of training data. */
export interface ShareResult {
  readonly share: number;
  readonly rows: number;
  readonly student: StudentName;
  /** Test RMSE. */
  readonly teacher: number;
  /** Test RMSE by seed. */
  readonly scratch: readonly number[];
  readonly distilled: readonly number[];
  readonly temperature: number;
  readonly alpha: number;
}

/** Where the teacher's text vectors come from in an ablation. */
export type TextVariant = 'fine-tuned language model' | 'language model' | 'without text' | 'random vectors';

export interface AblationScores {
  readonly rmse: number;
  /** By how often training rated the item. */
  readonly items: readonly SliceResult[];
}

/** The teacher with one kind of text vectors, on one split. */
export interface AblationResult {
  readonly text: TextVariant;
  readonly split: string;
  /** Each head alone, one a seed. */
  readonly members: readonly AblationScores[];
  readonly ensemble: AblationScores;
}

export interface MachineFacts {
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** The largest that any process of this work was. */
  readonly peakMemoryBytes: number;
  /** What the environment said of threads, null where nothing; absent in results of before. */
  readonly threads?: Readonly<Record<string, string | null>>;
  /** What it makes of the operations that all figures rest on; absent in results of before. */
  readonly operations?: NumericFingerprint;
}

/** What `result.json` holds: aggregates, and no row of the data. */
export interface DistillationResult {
  readonly dataset: string;
  readonly data: {
    readonly users: number;
    readonly items: number;
    readonly ratings: number;
    readonly levels: readonly number[];
    readonly hash: string;
    /** Whether a generator knows the true expectations, as only synthetic data's does. */
    readonly isSynthetic: boolean;
  };
  /** How to run it again; null where it was called from code. */
  readonly command: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  readonly settings: PipelineSettings;
  readonly seed: number;
  readonly textSource: TextSource;
  readonly model: string | null;
  /** RMSE of the true expectations, mean over splits; null where nobody knows them. */
  readonly bestPossibleRmse: number | null;
  readonly baseline: { readonly rmse: number };
  readonly teacher: TeacherSummary;
  readonly students: readonly StudentSummary[];
  readonly splits: readonly SplitResult[];
  readonly labelShares: readonly ShareResult[];
  readonly ablation: readonly AblationResult[];
  /** Whose distilled weights, of the first split and seed, lie in the folder `model`: the best on validation. */
  readonly bestStudent: StudentName;
  /** Wall-clock time of all runs of this call, also of those that were stopped; what lay in the cache took none. */
  readonly seconds: number;
}
