export { ratingAblation } from './rating-ablation';
export type { RatingCase } from './rating-case';
export { ratingCases } from './rating-cases';
export {
  prepareRatingStrategies,
  type RatingStrategyMaterial,
  type RatingStrategyMaterialOptions,
} from './rating-strategy-material';
export { ratingStrategyProfiles } from './rating-strategy-profiles';
