export { chooseOnValidation, type SettingsScore } from './choose-on-validation';
export { type GridTrial, grid } from './grid';
export type { Metrics, TrialResult } from './results-file';
export { type SweepOptions, sweep, type TrialEvent } from './sweep';
