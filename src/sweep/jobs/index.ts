export type {
  FinalDetails,
  FinalJobSettings,
  FinalRow,
  RunSettings,
  ShardJobSettings,
  TeacherJobSettings,
  Training,
  TrialJobSettings,
} from './job-settings';
export type {
  PreparedClicks,
  PreparedRankings,
  PreparedRatings,
  PreparedRun,
  PrepareRun,
} from './prepared-run';
export { type RunJobOptions, runJob } from './run-job';
export { shardedTeacherOf, shardsFolder } from './shard-jobs';
