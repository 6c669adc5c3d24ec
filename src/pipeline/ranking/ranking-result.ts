import type { MeanAndInterval, PairedTTest } from '../../evaluate';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { MachineFacts } from '../distillation-result';
import type { WeightTrial } from './choose-weights';
import type { RankingSearchRow } from './ranking-search';
import type { RankingSettings } from './ranking-settings';
import type { RankingTrial } from './ranking-trial';

/** What one scorer reaches on the test queries. */
export interface RankingFigures {
  readonly ndcg10: number;
  readonly recall10: number;
  readonly mrr10: number;
  readonly ndcg50: number;
  readonly recall50: number;
  /** NDCG@10 where a seen item is never a candidate, a repeated target a miss. */
  readonly ndcg10Masked: number;
  /** Share of the catalogue that stands on some user's first ten. */
  readonly coverage10: number;
  /** NDCG@10 by slice of the queries. */
  readonly slices: readonly { readonly name: string; readonly queries: number; readonly ndcg10: number }[];
}

/** A scorer that takes no seed: the teacher, its parts, the controls. */
export interface RankingReference extends RankingFigures {
  readonly name: string;
  /** Trained weights, where it has some. */
  readonly weights: number | null;
  /** What validation chose for it, in words; empty where nothing is chosen. */
  readonly settings: string;
  readonly validationNdcg10: number;
}

/** A student on one slice of the test queries: NDCG@10, means over queries and seeds. */
export interface RankingSlice {
  readonly name: string;
  readonly queries: number;
  readonly scratch: number;
  readonly distilled: number;
  /** Two-sided, paired over the queries; null for a single query. */
  readonly p: number | null;
}

/** One student, trained one way, with every seed. */
export interface RankingRow {
  readonly dataset: string;
  readonly student: string;
  readonly method: string;
  readonly seeds: readonly number[];
  /** Means over the seeds. */
  readonly ndcg10: number;
  readonly interval: MeanAndInterval;
  readonly scratchNdcg10: number;
  /** Against the same student from scratch: the larger one of the p values over seeds and over users; null for it. */
  readonly p: number | null;
  readonly tests: { readonly seeds: PairedTTest | null; readonly users: PairedTTest } | null;
  readonly temperature: number;
  readonly alpha: number;
  readonly hardWeight: number;
  /** Against the same student from scratch, by how often training saw the item to be found; null for it. */
  readonly slices: readonly RankingSlice[] | null;
  readonly weights: number;
  /** Of the saved model, its titles and histories and all. */
  readonly bytes: number;
  readonly latencyP50Ms: number;
  readonly trial: RankingTrial;
  readonly validationNdcg10: readonly number[];
  readonly bySeed: readonly RankingFigures[];
  /** What makes this row alone. */
  readonly command: string | null;
}

/** A teacher that was trained on the way. */
export interface TrainedTeacherResult extends RankingReference {
  readonly source: 'trained';
  readonly latencyP50Ms: number;
  readonly validationByMember: readonly number[];
  readonly weightSearch: readonly WeightTrial[];
  readonly parts: readonly RankingReference[];
  readonly hash: string;
}

/** A teacher from elsewhere. Only what it said of the queries in its file is known, so that it has no figures. */
export interface GivenTeacherResult {
  readonly source: 'file';
  /** Without its folder. */
  readonly file: string;
  /** sha256 of the file. */
  readonly hash: string;
  /** Lists in the file, and how many of them no query asked for. */
  readonly lists: number;
  readonly unused: number;
  /** Whose lists the students learn from: those of all training queries, or those that the file has. */
  readonly queries: 'training' | 'file';
}

/** What a run found, whatever its teacher was. */
export type AnyRankingResult = RankingResult<TrainedTeacherResult | GivenTeacherResult>;

export interface RankingResult<
  Teacher extends TrainedTeacherResult | GivenTeacherResult = TrainedTeacherResult,
> {
  readonly dataset: string;
  readonly data: {
    readonly users: number;
    readonly items: number;
    readonly interactions: number;
    readonly hash: string;
    readonly isSynthetic: boolean;
  };
  readonly split: string;
  readonly queries: {
    /** Those that students and teacher learnt from, drawn where the settings bound their number, and all there are. */
    readonly training: number;
    readonly trainingInAll: number;
    readonly validation: number;
    readonly test: number;
    readonly repeats: number;
  };
  readonly seenItems: SeenItems;
  readonly command: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  readonly settings: RankingSettings;
  readonly seed: number;
  readonly teacher: Teacher;
  readonly controls: readonly RankingReference[];
  readonly softTargets: {
    readonly contexts: number;
    readonly drawn: number;
    readonly k: number;
    readonly sizeBytes: number;
    /** Asking the teacher, or reading its file. */
    readonly seconds: number;
  };
  readonly rows: readonly RankingRow[];
  readonly searches: readonly { readonly student: string; readonly rows: readonly RankingSearchRow[] }[];
  readonly seconds: number;
}
