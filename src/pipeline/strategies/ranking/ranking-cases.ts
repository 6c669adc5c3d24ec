import { adaptive } from './adaptive';
import { adversarial } from './adversarial';
import { chains } from './chains';
import { crossDomain } from './cross-domain';
import { features } from './features';
import { fewLabelCases } from './few-labels';
import { generative } from './generative';
import { multiTask } from './multi-task';
import { onePass } from './one-pass';
import { severalTeachers } from './several-teachers';
import { sharing } from './sharing';
import type { RankingCase } from './train-ranking-case';

/** Every strategy that is tried on rankings, a line of the ablation each. */
export const rankingCases: readonly RankingCase[] = [
  onePass,
  ...multiTask,
  ...severalTeachers,
  ...adaptive,
  ...chains,
  ...crossDomain,
  ...generative,
  ...adversarial,
  ...features,
  ...sharing,
  ...fewLabelCases,
];
