export { jsonLinesTracker } from './json-lines';
export type { TrackedEpoch, TrackedTrial } from './listeners';
export { trackEpochs, trackTrials } from './listeners';
export { trackPipeline } from './pipeline';
export { tensorBoardTracker } from './tensorboard';
export type { Tracker, TrainingEvent } from './training-event';
export { combineTrackers } from './training-event';
