/** What every job of a sweep knows. No folder of this machine is in it, so that its hash is the same everywhere. */
export interface RunSettings {
  /** Options of `recdistill distill` that decide data, splits, task, profile and teacher, e.g. `--dataset=sample`. */
  readonly words: readonly string[];
  /** Name of the split, one of those that the words give; null where they give one alone. */
  readonly fold: string | null;
  /** Of the data that the words load; a machine that finds others refuses the job. Null where nobody looked yet. */
  readonly dataHash: string | null;
  /** Of the code that runs it, see `codeVersion`. */
  readonly codeVersion: string;
}

/** A job of kind `teacher`: trains the fold's teacher and keeps its word in the cache. */
export type TeacherJobSettings = RunSettings;

/** What is searched; names as in the pipeline's own trials. */
export interface Training {
  /** `scratch`, `smoothed` and `distilled` for ratings; `scratch` or a method's name for rankings and clicks. */
  readonly method: string;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** 1 where nothing is softened. */
  readonly temperature: number;
  /** 0 from scratch. */
  readonly alpha: number;
  /** Of the observed items beside the teacher's, for rankings; 1 elsewhere. */
  readonly hardWeight: number;
}

/** A job of kind `trial`: trains one student and judges it on validation. */
export interface TrialJobSettings extends RunSettings, Training {
  readonly student: string;
  readonly seed: number;
  /** At most so many, in place of the profile's; null for the profile's. */
  readonly epochs: number | null;
}

/** A job of kind `final`: one student on one fold, trained as chosen by every method with every seed, on test once. */
export interface FinalJobSettings extends RunSettings {
  readonly student: string;
  /** One a method, `scratch` first; for ratings all of `scratch`, `smoothed` and `distilled`. */
  readonly chosen: readonly Training[];
  readonly seeds: readonly number[];
}

/** A job of kind `shard`: the teacher's word on one part of the catalogue. */
export interface ShardJobSettings extends RunSettings {
  /** What the teacher is asked: what students learn from, or, for ratings, every user with every item. */
  readonly rowsAre: 'training' | 'catalogue';
  /** Counted from 0. */
  readonly shard: number;
  readonly shards: number;
}

/** What validation measures, a name in every trial's metrics. */
export interface ValidationMetric {
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly smaller: 'better' | 'worse';
}

/** What trials are judged by. */
export const validationMetrics: Readonly<Record<'rating' | 'ranking' | 'click', ValidationMetric>> = {
  rating: { name: 'validationRmse', title: 'validation RMSE', smaller: 'better' },
  ranking: { name: 'validationNdcg10', title: 'validation NDCG@10', smaller: 'worse' },
  click: { name: 'validationLogLoss', title: 'validation log loss', smaller: 'better' },
};

/** One line of a final comparison: the teacher, or the student by one method. */
export interface FinalRow {
  /** `teacher`, `scratch` or another method. */
  readonly method: string;
  /** On test, one a seed; one alone for the teacher. */
  readonly values: readonly number[];
  readonly mean: number;
  /** 95% interval of the mean over seeds; null for a single seed. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Two-sided against the student from scratch; null for it and for the teacher. */
  readonly p: number | null;
  readonly weights: number;
  /** As chosen; null for the teacher. */
  readonly training: Training | null;
}

/** `details` of a final job's result; its metrics hold each row's mean by the method's name. */
export interface FinalDetails {
  /** e.g. `RMSE`. */
  readonly metric: string;
  readonly smaller: 'better' | 'worse';
  readonly rows: readonly FinalRow[];
}
