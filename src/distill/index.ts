export * from './click';
export { type DistillOptions, distill, type LossParts } from './distill';
export type { DistillTerm, TermBatch } from './distill-term';
export { binaryCrossEntropyLoss } from './losses/binary-cross-entropy-loss';
export { binarySoftLoss } from './losses/binary-soft-loss';
export { bprLoss } from './losses/bpr-loss';
export type { Labels, RowValues } from './losses/check-inputs';
export { crossEntropyLoss } from './losses/cross-entropy-loss';
export { distillationLoss } from './losses/distillation-loss';
export { hintLoss } from './losses/hint-loss';
export { labelSmoothingLoss } from './losses/label-smoothing-loss';
export { logitMatchingLoss } from './losses/logit-matching-loss';
export { mseLoss } from './losses/mse-loss';
export { nextItemLoss } from './losses/next-item-loss';
export { sampledSoftmaxLoss } from './losses/sampled-softmax-loss';
export { softLoss } from './losses/soft-loss';
export { softMseLoss } from './losses/soft-mse-loss';
export * from './ranking';
export type { EpochProgress, Scheduled } from './scheduled';
export { type LabelledPairs, type SoftPairs, takePairs } from './soft-pairs';
export { cachedSoftTargets } from './soft-targets/cached-soft-targets';
export { drawUnobservedPairs } from './soft-targets/draw-unobserved-pairs';
export { readSoftTargets } from './soft-targets/read-soft-targets';
export { meanOfProbabilities, softmaxRows } from './soft-targets/soft-probabilities';
export {
  type ScoredPairs,
  type SoftTargets,
  type SoftTargetsSource,
  softTargetsKey,
} from './soft-targets/soft-targets';
export { writeSoftTargets } from './soft-targets/write-soft-targets';
export * from './strategies';
export {
  chooseOnValidation,
  type GridTrial,
  grid,
  type Metrics,
  type SettingsScore,
  type SweepOptions,
  sweep,
  type TrialEvent,
  type TrialResult,
} from './sweep';
