export type {
  AblationTask,
  Measured,
  ModelFacts,
  OpenTest,
  TrainCase,
} from './ablation-task';
export { countSteps, type RunStrategiesOptions, runStrategies } from './run-strategies';
export { strategiesReport } from './strategies-report';
export {
  type AdjustedRow,
  adjustRows,
  isMeasured,
  type StrategiesResult,
  type StrategyRun,
} from './strategies-result';
export type {
  PlainChoice,
  StrategyCase,
  StrategyFamily,
  TrainCaseOptions,
  TrainedCase,
} from './strategy-case';
export type { ExcusedRow, Interval, MeasuredRow, StrategyRow, StrategyVerdict } from './strategy-row';
