import type {
  BootstrapDifference,
  CalibrationBin,
  ClassificationReport,
  Latency,
  RatingScores,
  SliceResult,
} from '../evaluate';
import type { StudentName } from '../models/rating/create-student';
import type { EpochEvent } from '../train/training-state';
import type { TextChoice } from './choose-texts';
import type { SearchRow } from './search';
import type { SliceErrors } from './slice-errors';
import type { Method, StudentTrial } from './student-trial';

/** Errors by how often the item was rated in training, and by how much the user rated. */
export interface Slices {
  readonly items: readonly SliceResult[];
  readonly users: readonly SliceResult[];
}

/** What a top-10 list looks like over users. */
export interface TopListScores {
  /** Share of the catalogue that is on somebody's list. */
  readonly coverage: number;
  readonly gini: number;
  /** Mean distance of a list's items in text space; null where there is no text. */
  readonly diversity: number | null;
}

/** One model's results on the test rows. */
export interface ModelScores extends RatingScores {
  readonly slices: Slices;
  /** Mean KL(teacher ‖ student) in nats, and the share of rows with the same most probable level. */
  readonly fidelity: { readonly kl: number; readonly agreement: number } | null;
}

/** A way of training a student, on one split. */
export interface MethodResult {
  /** What validation chose. */
  readonly trial: StudentTrial;
  readonly seeds: readonly number[];
  /** One a seed. */
  readonly scores: readonly ModelScores[];
  readonly topLists: TopListScores;
  readonly reliability: readonly CalibrationBin[];
  readonly report: ClassificationReport;
  readonly history: readonly EpochEvent[];
}

export interface StudentResult {
  readonly name: StudentName;
  readonly weights: number;
  readonly sizeBytes: number;
  /** One request: all items scored for one user. */
  readonly latency: Latency;
  readonly methods: Readonly<Record<Method, MethodResult>>;
  /** Distilled against scratch, first seed, over resampled test users. */
  readonly bootstrap: BootstrapDifference;
  /** By how often the item was rated in training: teacher and distilled student against scratch. */
  readonly itemSlices: readonly SliceErrors[];
  /** Test RMSE by seed of the distilled student whose unobserved pairs hold no test pair. */
  readonly withoutTestPairs: readonly number[];
  readonly search: readonly SearchRow[];
}

export interface TeacherResult {
  readonly weights: number;
  readonly scores: ModelScores;
  readonly validation: { readonly members: readonly number[]; readonly ensemble: number };
  readonly latency: Latency;
  readonly topLists: TopListScores;
  readonly reliability: readonly CalibrationBin[];
  readonly report: ClassificationReport;
  /** Of the first head. */
  readonly history: readonly EpochEvent[];
  /** Of the language model, validation RMSE by epoch; null where it stayed as it came. */
  readonly fineTuning: readonly EpochEvent[] | null;
  /** What validation said of the fine-tuned vectors; null where nothing was fine-tuned. */
  readonly textChoice: TextChoice | null;
  /** sha256 of its weights before and after distillation: equal. */
  readonly hash: string;
}

export interface SplitResult {
  readonly split: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** RMSE of the true expectations on the validation rows; null where nobody knows them. */
  readonly bestPossibleValidation: number | null;
  /** Mean and damped biases, which know neither text nor taste. */
  readonly baseline: { readonly rmse: number };
  readonly teacher: TeacherResult;
  readonly students: readonly StudentResult[];
  /** Wall-clock time, also of runs that were stopped on the way; what other work had left in the cache took none. */
  readonly seconds: number;
}
