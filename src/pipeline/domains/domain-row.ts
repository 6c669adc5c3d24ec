/** What a metric is, and whether more of it is better. */
export type DomainMetric = 'rmse' | 'ndcg10' | 'logLoss';

export const isMoreBetter: Readonly<Record<DomainMetric, boolean>> = {
  rmse: false,
  ndcg10: true,
  logLoss: false,
};

/** Items of one popularity, from those that training never saw on. */
export interface DomainSlice {
  readonly name: string;
  /** Test ratings, or test queries. */
  readonly count: number;
  readonly scratch: number;
  readonly distilled: number;
  /** null where nobody could ask it. */
  readonly teacher: number | null;
  /** Distilled against scratch, two-sided; null where there are too few. */
  readonly p: number | null;
  /** The smallest difference that the test could have told at 5%, in the metric's unit; null where nobody knows. */
  readonly leastTold: number | null;
}

/** One student of one data set, trained from scratch and by one method: the same for every task. */
export interface DomainRow {
  readonly domain: string;
  /** Of its row in the table of settings, which tells several of one data set apart. */
  readonly name: string;
  readonly dataset: string;
  readonly task: 'rating' | 'ranking' | 'click';
  readonly student: string;
  readonly method: string;
  readonly metric: DomainMetric;
  /** On the test part, means over splits and seeds. */
  readonly scratch: number;
  readonly distilled: number;
  /** null where a teacher from elsewhere could not be asked. */
  readonly teacher: number | null;
  readonly seeds: readonly number[];
  readonly splits: number;
  /** Of distilled − scratch, 95%; null where nothing was repeated. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Distilled against scratch, two-sided. */
  readonly p: number;
  /** The teacher's error by the distilled student's, or its gain by the teacher's: 1 is as good as the teacher. */
  readonly kept: number | null;
  /** (distilled − scratch) / (teacher − scratch); null where the teacher is no better than the student from scratch. */
  readonly gapClosed: number | null;
  readonly temperature: number;
  readonly alpha: number;
  readonly weights: number;
  readonly teacherWeights: number | null;
  /** Of the saved student. */
  readonly bytes: number;
  /** Four a weight: the teacher is not saved in one piece. */
  readonly teacherBytes: number | null;
  readonly latencyP50Ms: number;
  readonly teacherLatencyP50Ms: number | null;
  /** What the teacher is made of. */
  readonly teacherKind: string;
  /** Whether the teacher read texts; without any it learnt from ids and fields alone. */
  readonly isTextRead: boolean;
  /** Whether validation liked this student and method best of its table row. */
  readonly isChosen: boolean;
  readonly slices: readonly DomainSlice[];
  readonly command: string | null;
}

/** What a result says by itself, before its row in the table gives it a name. */
export type UnnamedRow = Omit<DomainRow, 'name'>;

/** A row of the table that came to no result. */
export interface DomainFailure {
  readonly domain: string;
  readonly name: string;
  readonly command: string | null;
  readonly message: string;
}

/** `kept` and `gapClosed` of a row's figures. */
export function sharesOf(figures: {
  readonly metric: DomainMetric;
  readonly scratch: number;
  readonly distilled: number;
  readonly teacher: number | null;
}): Pick<DomainRow, 'kept' | 'gapClosed'> {
  const { metric, scratch, distilled, teacher } = figures;
  if (teacher === null) return { kept: null, gapClosed: null };
  const isMore = isMoreBetter[metric];
  const gap = isMore ? teacher - scratch : scratch - teacher;
  const gain = isMore ? distilled - scratch : scratch - distilled;
  return { kept: isMore ? distilled / teacher : teacher / distilled, gapClosed: gap > 0 ? gain / gap : null };
}
