export type { LostJob } from './conductor/board';
export type { JobPlaces } from './conductor/conductor-options';
export type { Executor, Handle, JobState, Submission } from './executor';
export { folderStore } from './folder-store';
export type { Job, JobResult, Json } from './job';
export { jobKey, makeJob } from './job-key';
export { type LocalExecutorOptions, localExecutor } from './local/local-executor';
export { type Planner, type PlanState, plannerOf, type SweepPlan } from './plan/planner';
export {
  type FolderPair,
  ownProject,
  type PackedProject,
  packProject,
  RayExecutor,
  type RayExecutorOptions,
} from './ray';
export { type RunSweepOptions, runSweep, type SweepSummary } from './run-sweep';
export { type S3Settings, s3Settings, s3Store } from './s3';
export type { SweepStore } from './store';
export type { EventJob, SweepCounts, SweepEvent, SweepListener, SweepOutcome } from './sweep-event';
export { writeOnce } from './write-once';
