export type {
  AblationTask,
  Measured,
  ModelFacts,
  OpenTest,
  TrainCase,
} from './ablation-task';
export * from './click';
export { describeFamily } from './describe-family';
export * from './ranking';
export * from './rating';
export { countSteps, type RunStrategiesOptions, runStrategies } from './run-strategies';
export { strategiesReport, strategyFigures, strategyGroups, strategyTable } from './strategies-report';
export {
  type AdjustedRow,
  adjustRows,
  isMeasured,
  type StrategiesResult,
  type StrategyRun,
} from './strategies-result';
export { type StrategyAgreement, strategyAgreement } from './strategy-agreement';
export type {
  OwnOpponent,
  PlainChoice,
  StrategyCase,
  StrategyFamily,
  TrainCaseOptions,
  TrainedCase,
} from './strategy-case';
export type {
  ExcusedRow,
  Interval,
  MeasuredRow,
  Opponent,
  StrategyRow,
  StrategyVerdict,
} from './strategy-row';
