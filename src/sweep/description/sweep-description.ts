/** A value of an option of `recdistill distill`, by the option's name without dashes. */
export type OptionValue = string | number | boolean | readonly (string | number)[];

export type OptionRecord = Readonly<Record<string, OptionValue>>;

/** Numbers to be drawn from, for searches that draw: uniform between two ends, or uniform in the logarithm. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly scale: 'linear' | 'log';
}

/** A list of values, or, for searches that draw, a range. */
export type Axis = readonly number[] | NumberRange;

/** What is searched. Temperatures and alphas are read by the methods that distil, weights of observed items by some. */
export interface SearchSpace {
  readonly learningRates: Axis;
  readonly weightDecays: Axis;
  readonly temperatures?: Axis;
  readonly alphas?: Axis;
  /** Of the observed items beside the teacher's, for rankings. */
  readonly hardWeights?: Axis;
}

/** Every combination of the lists. */
export interface GridSearch {
  readonly kind: 'grid';
}

/** So many settings for each student and method, drawn from lists and ranges by a seed. */
export interface RandomSearch {
  readonly kind: 'random';
  readonly count: number;
  readonly seed: number;
}

/**
 * Successive halving: all settings are trained for few epochs, the best 1 of `eta` by validation for more, and so on; the
 * last rung trains as long as the profile says.
 * @see Jamieson & Talwalkar 2016, arXiv:1502.07943, section 3
 */
export interface HalvingSearch {
  readonly kind: 'halving';
  readonly eta: number;
  /** Epochs of the rungs before the last, growing. */
  readonly rungs: readonly number[];
  /** Where the settings of the first rung come from. */
  readonly start: GridSearch | RandomSearch;
}

export type Search = GridSearch | RandomSearch | HalvingSearch;

export type SweepTask = 'rating' | 'ranking' | 'click';

/** A sweep: what is trained on what, how settings are searched, and what may be spent. `sweep.json` holds one. */
export interface SweepDescription {
  readonly name: string;
  readonly task: SweepTask;
  /** Sizes of all that the sweep does not search. */
  readonly profile: 'small' | 'full';
  /** Options of `recdistill distill` that say which data, and how they are split; folds stand below. */
  readonly data: OptionRecord;
  /** Options of `recdistill distill` that say how the teacher is made. */
  readonly teacher: OptionRecord;
  readonly students: readonly string[];
  /** Ways of distilling, each beside training from scratch. For ratings there is one, "distilled". */
  readonly methods: readonly string[];
  /** Folds that the data set publishes, a number of folds, or null for one split. */
  readonly folds: readonly string[] | number | null;
  readonly seeds: {
    /** A setting is judged by its mean over these. */
    readonly search: readonly number[];
    /** Of the students of the final comparison. */
    readonly final: readonly number[];
  };
  readonly space: SearchSpace;
  readonly search: Search;
  /** In seconds; null for no limit. */
  readonly limits: { readonly job: number | null; readonly sweep: number | null };
}
