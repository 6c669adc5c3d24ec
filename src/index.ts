/**
 * recdistill: knowledge distillation for recommender systems. From interactions to a teacher (`trainTeacher`), to
 * soft targets (`prepareSoftTargets`), to students (`trainStudent`, `distill`), to their comparison (`runSplit`,
 * `runDistillation`), to pictures and reports (`reportOf`).
 */
import './node-polyfill';

export * from './data';
export * from './deploy';
export * from './distill';
export { checkOptions, InputError } from './errors';
export * from './evaluate';
export * from './language';
export * from './models';
export * from './notebook';
export * from './pipeline';
// Tables of figures and tables of data both have cells; the name is the former's here.
export type { Cell } from './plot';
export * from './plot';
export { Random } from './random';
export * from './sweep';
export * from './tensor';
export * from './track';
export * from './train';
export { libraryVersion } from './version';
