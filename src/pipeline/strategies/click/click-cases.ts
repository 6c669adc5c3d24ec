import { adaptiveClickCases } from './adaptive-cases';
import { adversarialClickCases } from './adversarial-cases';
import { chainClickCases } from './chain-cases';
import type { ClickCase } from './click-case';
import { featureClickCases } from './feature-cases';
import { labelClickCases } from './label-cases';
import { severalTeachersClickCases } from './several-teachers-cases';
import { sharingClickCases } from './sharing-cases';
import { togetherClickCase } from './together-case';

/** Every strategy that is tried on clicks. */
export const clickCases: readonly ClickCase[] = [
  togetherClickCase,
  ...severalTeachersClickCases,
  ...adaptiveClickCases,
  ...chainClickCases,
  ...featureClickCases,
  ...adversarialClickCases,
  ...sharingClickCases,
  ...labelClickCases,
];
