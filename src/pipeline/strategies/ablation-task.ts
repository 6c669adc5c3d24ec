import type { PlainChoice, TrainCaseOptions, TrainedCase } from './strategy-case';

/** What one model does on the test part. */
export interface Measured {
  /** The task's metric. */
  readonly value: number;
  /**
   * By unit, always in the same order: losses or gains whose mean is the value, or, where the task says so, the value's
   * square.
   */
  readonly perUnit: Float64Array;
  /** Other metrics, by name. */
  readonly extra?: Readonly<Record<string, number>>;
}

/** The test part, opened. */
export interface OpenTest<Model> {
  measure(model: Model): Measured;
  readonly teacher: Measured;
}

/** What a model costs. */
export interface ModelFacts {
  readonly weights: number;
  /** Of the saved model. */
  readonly bytes: number;
  /** One request. */
  readonly latencyP50Ms: number;
}

/** Trains one student; the runner disposes the model. */
export type TrainCase<Material, Model> = (
  options: TrainCaseOptions<Material>,
) => Promise<TrainedCase<Model>> | TrainedCase<Model>;

/** All that the ablation of strategies wants to know of a task. */
export interface AblationTask<Material, Model extends { dispose(): void }> {
  readonly name: 'rating' | 'ranking' | 'click';
  /** As reports name it, e.g. `RMSE`. */
  readonly metric: string;
  readonly lowerIsBetter: boolean;
  /** What tests over the test part run over. */
  readonly unit: 'user' | 'row';
  /** The value is the square root of the units' mean, as an RMSE is. */
  readonly isRootOfMean: boolean;
  /** From the labels alone; of `plain` only the learning rate and the decay are read. */
  readonly trainScratch: TrainCase<Material, Model>;
  /** Plain distillation, from one teacher's word at one temperature. */
  readonly trainPlain: TrainCase<Material, Model>;
  /** What validation searches for plain distillation; from scratch it searches the rates and decays in it. */
  grid(material: Material): readonly PlainChoice[];
  /** On the validation part; smaller is better, whatever the metric. */
  validate(model: Model, material: Material): number;
  /** Opens the test part, once for a material. */
  openTest(material: Material): OpenTest<Model>;
  describe(model: Model, material: Material): Promise<ModelFacts>;
  /** Names data, split, teacher, settings: all that decides a training beside what the runner knows. */
  hashOf(material: Material): string;
}
