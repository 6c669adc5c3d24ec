/** What every way of training a student may spend: the same for all of them. */
export interface StudentBudget {
  /** Width of the vectors. */
  readonly dimensions: number;
  readonly epochs: number;
  readonly patience: number;
  readonly batchSize: number;
  /** Searched on validation, for each way of training on its own. */
  readonly learningRates: readonly number[];
  readonly weightDecays: readonly number[];
}
