export {
  centredTexts,
  type MeasureTransferOptions,
  measureTransfer,
  type Transfer,
  teachAcrossDomains,
  transferGain,
} from './cross-domain';
export { gradNormStep, gradNormWeighting, type TaskStanding } from './grad-norm';
export { clickTask, type LearningTask, nextItemTask, ratingTask } from './learning-tasks';
export { fixedWeighting, type LossWeighting, uncertaintyWeighting } from './loss-weighting';
export { type DistillTasksOptions, distillTasks } from './multi-task';
export { itemTableOf, type PrincipalTable, principalTable, shareItemTable } from './shared-item-table';
