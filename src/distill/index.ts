export type { Labels, RowValues } from './losses/check-inputs';
export { crossEntropyLoss } from './losses/cross-entropy-loss';
export { distillationLoss } from './losses/distillation-loss';
export { hintLoss } from './losses/hint-loss';
export { labelSmoothingLoss } from './losses/label-smoothing-loss';
export { logitMatchingLoss } from './losses/logit-matching-loss';
export { mseLoss } from './losses/mse-loss';
export { softLoss } from './losses/soft-loss';
export { softMseLoss } from './losses/soft-mse-loss';
