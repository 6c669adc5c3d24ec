import type { StudentBudget } from '../student-budget';
import type { RankingStudentName } from './ranking-student-names';
import type { TeacherKind } from './teacher-kinds';
import type { TextTuningSettings } from './tuned-item-texts';

/** How the ranking teacher is made: trained members of one or several kinds, beside likeness of texts and co-occurrence. */
export interface RankingTeacherSettings {
  /** The first one's vectors are what hints and topologies are drawn to. */
  readonly kinds: readonly TeacherKind[];
  /** Of each kind, trained from different seeds. */
  readonly members: number;
  readonly dimensions: number;
  readonly layers: number;
  readonly heads: number;
  readonly dropout: number;
  readonly epochs: number;
  readonly patience: number;
  /** Sequences a step, each with all its positions. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Longer texts are cut. */
  readonly maxTokens: number;
  /** How the language model is taught which text comes next; null leaves it as it came. */
  readonly textTuning: (TextTuningSettings & { readonly maxTokens: number }) | null;
  /** Of an item against the next younger one, where texts and co-occurrence read a history. */
  readonly textDecay: number;
  readonly pairDecay: number;
  readonly pairWindow: number;
  /** Weights in the sum of each further kind, of the texts' likeness and of co-occurrence, searched on validation. */
  readonly memberWeights: readonly number[];
  readonly textWeights: readonly number[];
  readonly pairWeights: readonly number[];
}

export interface RankingStudentSettings extends StudentBudget {
  readonly students: readonly RankingStudentName[];
  readonly layers: number;
  readonly heads: number;
  readonly dropout: number;
}

export interface RankingDistillationSettings {
  /** Names of the ways in which the teacher's ranking is passed on. */
  readonly methods: readonly string[];
  readonly temperatures: readonly number[];
  readonly alphas: readonly number[];
  /** Weights of the observed next items beside the teacher; 0 learns from the teacher alone. */
  readonly hardWeights: readonly number[];
  /** The teacher's best items that are kept of each context. */
  readonly k: number;
  /** Histories that the teacher draws itself, and their length. */
  readonly drawnHistories: number;
  readonly drawnLength: number;
}

export interface RankingSettings {
  /** How many of the youngest items a query knows. */
  readonly maxLength: number;
  /** Training queries of an epoch, in drawn stretches of the histories; null takes all. */
  readonly mostQueries: number | null;
  readonly teacher: RankingTeacherSettings;
  readonly student: RankingStudentSettings;
  readonly distillation: RankingDistillationSettings;
  /** Of the students of the final comparison; the first one is the search's. */
  readonly seeds: readonly number[];
}
