export { addDataOptions } from './add-data-options';
export type { DataFlags } from './data-flags';
export { loadFromFlags } from './load-from-flags';
