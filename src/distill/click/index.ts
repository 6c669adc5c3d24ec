export { cachedClickTargets } from './cached-click-targets';
export type { ClickSoftTargets } from './click-soft-targets';
export { type DistillClicksOptions, distillClicks } from './distill-clicks';
export { scoreClickTargets } from './score-click-targets';
