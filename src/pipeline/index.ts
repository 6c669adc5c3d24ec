export { ablationVariants, runAblation } from './ablation';
export * from './click';
export type {
  AblationResult,
  AblationScores,
  DistillationResult,
  MachineFacts,
  MethodSummary,
  ShareResult,
  StudentSummary,
  TeacherSummary,
  TextVariant,
} from './distillation-result';
export * from './domains';
export type { PipelineEvent, PipelineListener } from './events';
export { FinalTest } from './final-test';
export { type FineTunedTextOptions, fineTunedText } from './fine-tuned-text';
export { type LossExperiment, type LossExperimentOptions, lossExperiment } from './loss-experiment';
export {
  differingOperations,
  type NumericFingerprint,
  numericFingerprint,
  type OperationDifference,
  type OperationPrint,
} from './numeric-fingerprint';
export * from './ranking';
export { findingOf, gapClosed, gapWords } from './report/answer';
export { reportOf } from './report/report';
export { foldTable, resultsTable } from './report/results';
export type {
  MethodResult,
  ModelScores,
  Slices,
  SplitResult,
  StudentResult,
  TeacherResult,
  TopListScores,
} from './result';
export { type RunDistillationOptions, runDistillation } from './run-distillation';
export { type RunSplitOptions, runSplit, textsOfSplit } from './run-split';
export { type SearchOptions, type SearchResult, type SearchRow, searchStudent } from './search';
export {
  type DistillationSettings,
  type FineTuningSettings,
  type PipelineSettings,
  type ProfileName,
  profiles,
  type StudentSettings,
  type TeacherSettings,
} from './settings';
export * from './shards';
export {
  pairsToScore,
  prepareSoftTargets,
  type SoftSource,
  softPairsAt,
  softPairsOf,
  softSourceOf,
} from './soft-pairs';
export {
  type StandardArtefacts,
  type StandardArtefactsOptions,
  standardArtefacts,
} from './standard-artefacts';
export { standardSplit } from './standard-split';
export * from './strategies';
export {
  type Method,
  methods,
  type StudentTrial,
  type TrainStudentOptions,
  trainStudent,
} from './student-trial';
export { rmseOfLogits, type Teacher, type TrainTeacherOptions, trainTeacher } from './teacher';
export { prepareTextTables, type TextSource, type TextTables, type TextVectors } from './text-vectors';
export { wholeRun } from './whole-progress';
