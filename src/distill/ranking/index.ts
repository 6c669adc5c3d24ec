export { type DistillRankingOptions, distillRanking, type RankingExamples } from './distill-ranking';
export * from './endpoint-teacher';
export * from './import';
export * from './methods';
export type { MethodBatch, RankingMethod, TeacherBatch } from './ranking-method';
export { shorterLists } from './shorter-lists';
export * from './soft-targets';
export type { StoredTeacher, StoredVectors } from './stored-teacher';
export { type TrainMaskedItemsOptions, trainMaskedItems } from './train-masked-items';
