export { flatSettings } from './flat-settings';
export { type Histogram, histogramOf } from './histogram';
export { jsonLinesTracker } from './json-lines';
export type { TrackedEpoch, TrackedTrial } from './listeners';
export { trackEpochs, trackTrials } from './listeners';
export { trackPipeline } from './pipeline';
export { RunTracking, type TrackingEnd, type TrackingOptions } from './run-tracking';
export { type SendTrackedOptions, type SentSession, sendTracked } from './sender/send-tracked';
export { softTargetEntropies } from './soft-target-entropy';
export { type TrackedSweepEvent, trackSweep } from './sweep';
export {
  type MlflowTarget,
  parseTargets,
  type TensorBoardTarget,
  type TrackTarget,
  type WandbTarget,
} from './target';
export { tensorBoardTracker } from './tensorboard';
export { type TrackedRunSummary, type TrackedSession, trackedSessions } from './tracked-runs';
export type { RunStatus, StoredEvent, Tracker, TrainingEvent } from './training-event';
export { combineTrackers } from './training-event';
