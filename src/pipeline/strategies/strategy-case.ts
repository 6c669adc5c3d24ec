import type { EpochEvent } from '../../train/training-state';

/** The rows of the field's map that strategies belong to. */
export type StrategyFamily =
  | 'one teacher, many students'
  | 'multi-task'
  | 'several teachers'
  | 'adaptive'
  | 'chains'
  | 'cross-domain'
  | 'generative'
  | 'adversarial'
  | 'features'
  | 'sharing'
  | 'few labels';

/** What validation chose for the student with plain distillation, and a strategy starts from. */
export interface PlainChoice {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly temperature: number;
  readonly alpha: number;
}

export interface TrainCaseOptions<Material> {
  readonly material: Material;
  /** The student's name in the task. */
  readonly student: string;
  readonly plain: PlainChoice;
  readonly seed: number;
  readonly onEpoch?: (event: EpochEvent) => void;
  readonly signal?: AbortSignal;
}

/** A trained student, and what is worth saying of its making, e.g. seconds against separate runs. */
export interface TrainedCase<Model> {
  /** Disposed by the runner. */
  readonly model: Model;
  readonly findings?: Readonly<Record<string, number>>;
}

/** What a strategy is held against in the place of what all are. */
export interface OwnOpponent<Material, Model> {
  /** In the report. */
  readonly name: string;
  readonly train: (options: TrainCaseOptions<Material>) => Promise<TrainedCase<Model>> | TrainedCase<Model>;
}

/** One way of training a student of `task`, as one line of the ablation. */
export interface StrategyCase<Material, Model> {
  /** In the report, e.g. `entropy-temperature`. */
  readonly strategy: string;
  readonly family: StrategyFamily;
  /** One sentence: what is done otherwise than in plain distillation. */
  readonly about: string;
  /** In LaTeX, without dollars. */
  readonly equation: string;
  readonly paper: string;
  /** The settings that validation chooses among, by what is shown of them; at least one. */
  readonly variants: Readonly<
    Record<string, (options: TrainCaseOptions<Material>) => Promise<TrainedCase<Model>> | TrainedCase<Model>>
  >;
  /** Why it cannot run here, e.g. for want of a second teacher; null where it can. */
  excuse?(material: Material, student: string): string | null;
  /**
   * A fair opponent of its own, e.g. plain distillation on as few labels; plain distillation on all of the data where
   * not given. Named in the report.
   */
  readonly plainVariant?: OwnOpponent<Material, Model>;
  /** As few labels without a teacher; the student from scratch on all of the data where not given. */
  readonly scratchVariant?: OwnOpponent<Material, Model>;
  /**
   * Settings that validation searches anew, for the strategy and for each opponent of its own alike, from where the
   * student stands with all of the data; it keeps these where not given.
   */
  settings?(from: PlainChoice): readonly PlainChoice[];
}
