export type { CheckpointEvent, CheckpointOptions } from './checkpoint';
export { type FitOptions, fit } from './fit';
export { rateAt, type Schedule } from './learning-rate';
export type { FitResult } from './training-run-options';
export type { BatchEvent, EpochEvent } from './training-state';
