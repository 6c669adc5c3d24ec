import type { RatingModel } from '../../../models/rating/rating-model';
import type { StrategyCase } from '../strategy-case';
import type { RatingStrategyMaterial } from './rating-strategy-material';

/** A strategy on ratings. */
export type RatingCase = StrategyCase<RatingStrategyMaterial, RatingModel>;
