export type { Executor, Handle, JobState, Submission } from './executor';
export type { Job, JobResult, Json } from './job';
