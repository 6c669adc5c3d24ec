export { clickAblation } from './click-ablation';
export type { ClickCase } from './click-case';
export { clickCases } from './click-cases';
export { type ClickStrategyMaterial, prepareClickStrategies } from './click-strategy-material';
export { clickStrategyProfiles } from './click-strategy-profiles';
