export { addDataOptions } from './add-data-options';
export { addLogOptions } from './add-log-options';
export type { DataFlags } from './data-flags';
export { loadFromFlags } from './load-from-flags';
export { type LogFlags, refuseLogFlags } from './log-flags';
export { isClickLog, openLogFromFlags } from './open-log-from-flags';
