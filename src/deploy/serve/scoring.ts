import { nearestName } from '../../errors';
import type {
  AnyStudent,
  ClickRow,
  Recommendations,
  RecommendRequest,
  ScoreRequest,
  Scores,
} from '../../student';
import type { ModelFiles } from './model-files';

/** One piece of work for a student. */
export type Job =
  | { readonly kind: 'recommend'; readonly request: RecommendRequest }
  | { readonly kind: 'score'; readonly request: ScoreRequest }
  | { readonly kind: 'clicks'; readonly rows: readonly ClickRow[] };

/** Recommendations with what people call the items; null where the model has no titles. */
export type TitledRecommendations = Omit<Recommendations, 'items'> & {
  readonly items: readonly { readonly item: string; readonly score: number; readonly title: string | null }[];
};

export interface ClickProbabilities {
  readonly probabilities: readonly number[];
}

/** What the work came to: an answer, or why the request is none, and where. */
export type Outcome =
  | { readonly answer: TitledRecommendations | Scores | ClickProbabilities }
  | { readonly refusal: string; readonly field: string | null };

/** What is known of a model that was opened. */
export interface ModelFacts {
  readonly task: AnyStudent['task'];
  readonly kind: string;
  readonly weights: number;
  readonly bytes: number;
}

/** Where students live and work: this thread or others. */
export interface Scoring {
  /**
   * Opens a model and tries it once.
   * @param key stands for it from now on
   * @throws StudentError, or InputError if it gives no numbers
   */
  open(key: number, files: ModelFiles): Promise<ModelFacts>;
  ask(key: number, job: Job): Promise<Outcome>;
  /** Lets go of a model that nobody will ask again. */
  drop(key: number): void;
  close(): Promise<void>;
}

function unknownColumn(rows: readonly ClickRow[], columns: readonly string[]): Outcome | null {
  const known = new Set(columns);
  for (const [r, row] of rows.entries()) {
    const name = Object.keys(row).find((column) => !known.has(column));
    if (name === undefined) continue;
    const hint = columns.length === 0 ? '' : `; did you mean "${nearestName(name, columns)}"?`;
    return { refusal: `the model reads no column "${name}"${hint}`, field: `rows[${r}].${name}` };
  }
  return null;
}

/** Makes the function that does a student's work. */
export function workOf(student: AnyStudent): (job: Job) => Outcome {
  if (student.task === 'click') {
    return (job) => {
      if (job.kind !== 'clicks') return { refusal: 'the model predicts clicks alone', field: null };
      return (
        unknownColumn(job.rows, student.columns) ?? {
          answer: { probabilities: Array.from(student.probabilities(job.rows)) },
        }
      );
    };
  }
  const { items, titles } = student;
  const titleOf = new Map(titles === null ? [] : items.map((item, i) => [item, titles[i]]));
  return (job) => {
    if (job.kind === 'clicks') return { refusal: 'the model predicts no clicks', field: null };
    if (job.kind === 'score') return { answer: student.score(job.request) };
    const found = student.recommend(job.request);
    const named = found.items.map(({ item, score }) => ({ item, score, title: titleOf.get(item) ?? null }));
    return { answer: { ...found, items: named } };
  };
}

export function factsOf({ task, info }: AnyStudent): ModelFacts {
  return { task, kind: info.kind, weights: info.weights, bytes: info.bytes };
}
