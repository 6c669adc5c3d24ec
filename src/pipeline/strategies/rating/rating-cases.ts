import { adaptiveRatingCases } from './adaptive-cases';
import { adversarialRatingCases } from './adversarial-cases';
import { chainRatingCases } from './chain-cases';
import { featureRatingCases } from './feature-cases';
import { labelRatingCases } from './label-cases';
import { mutualRatingCase } from './mutual-case';
import type { RatingCase } from './rating-case';
import { scheduleRatingCases } from './schedule-cases';
import { severalTeachersRatingCases } from './several-teachers-cases';
import { sharingRatingCases } from './sharing-cases';
import { togetherRatingCase } from './together-case';

/** Every strategy that is tried on ratings. */
export const ratingCases: readonly RatingCase[] = [
  togetherRatingCase,
  ...severalTeachersRatingCases,
  ...adaptiveRatingCases,
  ...scheduleRatingCases,
  ...chainRatingCases,
  mutualRatingCase,
  ...featureRatingCases,
  ...adversarialRatingCases,
  ...sharingRatingCases,
  ...labelRatingCases,
];
