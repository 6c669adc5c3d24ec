export { adversarialHidden, adversarialLogits } from './adversarial';
export { attentionTransfer, attentionTransferLoss } from './attention-transfer';
export { bornAgain } from './born-again';
export type { ChainLink, ChainSteps } from './chain-of-teachers';
export { choosePairsToLabel, teacherUncertainty, type Uncertainty } from './choose-pairs-to-label';
export { chosenTeachers } from './chosen-teachers';
export { classesAsClick, clickAsClasses } from './click-as-classes';
export { combineTerms, type WeightedTerm } from './combine-terms';
export { confidentTeachers } from './confident-teachers';
export {
  centredTexts,
  type MeasureTransferOptions,
  measureTransfer,
  type Transfer,
  teachAcrossDomains,
  transferGain,
} from './cross-domain';
export type { DiscriminatorOptions } from './discriminator';
export {
  type DistillClicksTogetherOptions,
  distillClicksTogether,
  type OwnDistillClicksOptions,
  type SharedDistillClicksOptions,
} from './distill-clicks-together';
export {
  type DistillRankingsTogetherOptions,
  distillRankingsTogether,
  type OwnDistillRankingOptions,
  type SharedDistillRankingOptions,
} from './distill-rankings-together';
export {
  type DistillTogetherOptions,
  distillTogether,
  type OwnDistillOptions,
  type SharedDistillOptions,
} from './distill-together';
export { dropWrongTeacher } from './drop-wrong-teacher';
export { easyToHard, teacherLosses } from './easy-to-hard';
export { entropyTemperature } from './entropy-temperature';
export { focalTemperature, focalWeight } from './focal-rules';
export { type HistorySource, type Lessons, multVaeHistories, syntheticLessons } from './generative';
export { gradNormStep, gradNormWeighting, type TaskStanding } from './grad-norm';
export { disagreements, distillOnHardPairs, type HardPairsOptions, hardestPairs } from './hardest-pairs';
export { labelSoftPairs } from './label-soft-pairs';
export { layerHint } from './layer-hint';
export type { LayerPair, MatchedLayers } from './layers-of-batch';
export { clickTask, type LearningTask, nextItemTask, ratingTask } from './learning-tasks';
export { learntTemperature, softLossInTemperature } from './learnt-temperature';
export { fixedWeighting, type LossWeighting, uncertaintyWeighting } from './loss-weighting';
export { mixLessons } from './mix-lessons';
export type { SeveralTeachers } from './mix-teachers';
export { type DistillTasksOptions, distillTasks } from './multi-task';
export { type LearnMutuallyOptions, learnMutually, mutualLoss } from './mutual-learning';
export {
  clickLesson,
  type LessonResult,
  type MutualLesson,
  nextItemLesson,
  ratingLesson,
} from './mutual-lessons';
export { onTeacherLists } from './on-teacher-lists';
export {
  type PatientMatching,
  patientDistillation,
  patientLoss,
  patientPairs,
} from './patient-distillation';
export { adversariallyPerturbed, observedBpr, worstMove } from './perturbed-embeddings';
export { cosineSchedule, linearSchedule, type ScheduleOptions, stepSchedule } from './schedules';
export { itemTableOf, type PrincipalTable, principalTable, shareItemTable } from './shared-item-table';
export { similarityPreserving, similarityPreservingLoss } from './similarity-preserving';
export { productOfRules, type RowRule, softenedTerm } from './softened-term';
export { solutionFlow, solutionFlowLoss } from './solution-flow';
export { teacherAssistants } from './teacher-assistants';
