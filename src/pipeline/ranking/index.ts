export { type CreateMethodOptions, createMethod, type MethodName, methodNames } from './create-method';
export { createRankingStudent, type RankingStudentName, rankingStudentNames } from './create-ranking-student';
export { rankingProfiles } from './ranking-profiles';
export { chosenRow, rankingFinding, rankingReport, rankingResultsTable } from './ranking-report';
export type { RankingFigures, RankingReference, RankingResult, RankingRow } from './ranking-result';
export type {
  RankingDistillationSettings,
  RankingSettings,
  RankingStudentSettings,
  RankingTeacherSettings,
} from './ranking-settings';
export { type RankingTeacher, type TrainRankingTeacherOptions, trainRankingTeacher } from './ranking-teacher';
export { type RunRankingOptions, runRanking } from './run-ranking';
