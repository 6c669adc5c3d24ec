export type { LostJob } from './conductor/board';
export type { JobPlaces } from './conductor/conductor-options';
export { checkDescription } from './description/check-description';
export type {
  Axis,
  GridSearch,
  HalvingSearch,
  NumberRange,
  OptionRecord,
  OptionValue,
  RandomSearch,
  Search,
  SearchSpace,
  SweepDescription,
  SweepTask,
} from './description/sweep-description';
export { sweepSchema } from './description/sweep-schema';
export type { SweepLogLine } from './event-log';
export type { Executor, Handle, JobState, Submission } from './executor';
export { folderStore } from './folder-store';
export type { Job, JobResult, Json } from './job';
export { jobKey, makeJob } from './job-key';
export * from './jobs';
export { type Training, type ValidationMetric, validationMetrics } from './jobs/job-settings';
export { type LocalExecutorOptions, localExecutor } from './local/local-executor';
export type { AxesRead, SweepGround } from './plan/ground';
export { type PlanSweepOptions, planSweep } from './plan/plan-sweep';
export { type Planner, type PlanState, plannerOf, type SweepPlan } from './plan/planner';
export {
  type FolderPair,
  ownProject,
  type PackedProject,
  packProject,
  RayExecutor,
  type RayExecutorOptions,
} from './ray';
export { readSweep, type StandingJob, type StandingSweep } from './read-sweep';
export {
  type FinalFinding,
  type OverFolds,
  type SweepFindings,
  sweepFindings,
  type TrialFinding,
} from './report/sweep-findings';
export { sweepReport } from './report/sweep-report';
export { type RunDescribedSweepOptions, runDescribedSweep } from './run-described';
export { type RunSweepOptions, runSweep, type SweepSummary } from './run-sweep';
export { type S3Settings, s3Settings, s3Store } from './s3';
export type { SweepStore } from './store';
export type { EventJob, SweepCounts, SweepEvent, SweepListener, SweepOutcome } from './sweep-event';
export * from './verify';
export { writeOnce } from './write-once';
