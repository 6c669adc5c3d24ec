export { type CompareProtocolsOptions, compareProtocols, type ProtocolComparison } from './compare-protocols';
export { type CreateMethodOptions, createMethod, type MethodName, methodNames } from './create-method';
export { createRankingStudent } from './create-ranking-student';
export type { GivenSoftTargets } from './imported-soft';
export { likelyCandidates } from './likely-candidates';
export { type RankingArtefacts, type RankingArtefactsOptions, rankingArtefacts } from './ranking-artefacts';
export { type Control, rankingControls } from './ranking-controls';
export { type MeasuredRanking, measureRanking, slicesByItem } from './ranking-figures';
export { rankingProfiles } from './ranking-profiles';
export { type RankingQueries, rankAll, rankingQueries } from './ranking-queries';
export { chosenRow, rankingFinding, rankingReport, rankingResultsTable } from './ranking-report';
export type {
  AnyRankingResult,
  GivenTeacherResult,
  RankingFigures,
  RankingReference,
  RankingResult,
  RankingRow,
  TrainedTeacherResult,
} from './ranking-result';
export type { RankingRun } from './ranking-run';
export {
  type RankingSearch,
  type RankingSearchOptions,
  type RankingSearchRow,
  searchRankingStudent,
} from './ranking-search';
export type {
  RankingDistillationSettings,
  RankingSettings,
  RankingStudentSettings,
  RankingTeacherSettings,
} from './ranking-settings';
export { type RankingStudentName, rankingStudentNames } from './ranking-student-names';
export {
  type RankingTeacher,
  type TeacherPart,
  type TrainRankingTeacherOptions,
  trainRankingTeacher,
} from './ranking-teacher';
export {
  type RankingSoft,
  type RankingTrial,
  type TrainRankingStudentOptions,
  trainRankingStudent,
} from './ranking-trial';
export { type RunImportedRankingOptions, runImportedRanking } from './run-imported-ranking';
export { type RunRankingOptions, runRanking } from './run-ranking';
export { softAsStored } from './soft-as-stored';
export { type TeacherKind, teacherKinds } from './teacher-kinds';
export { teacherQueries } from './teacher-queries';
export {
  type TextTuningSettings,
  type TunedItemTexts,
  type TunedItemTextsOptions,
  tunedItemTexts,
} from './tuned-item-texts';
