export { type Histogram, histogramOf } from './histogram';
export { jsonLinesTracker } from './json-lines';
export type { TrackedEpoch, TrackedTrial } from './listeners';
export { trackEpochs, trackTrials } from './listeners';
export { trackPipeline } from './pipeline';
export { RunTracking, type TrackingEnd, type TrackingOptions } from './run-tracking';
export { softTargetEntropies } from './soft-target-entropy';
export {
  type MlflowTarget,
  parseTargets,
  type TensorBoardTarget,
  type TrackTarget,
  type WandbTarget,
} from './target';
export { tensorBoardTracker } from './tensorboard';
export type { RunStatus, StoredEvent, Tracker, TrainingEvent } from './training-event';
export { combineTrackers } from './training-event';
