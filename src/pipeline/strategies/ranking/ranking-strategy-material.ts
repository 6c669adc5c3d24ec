import type { RecommendationData } from '../../../data/recommendation-data';
import type { Split } from '../../../data/split';
import { checkOptions } from '../../../errors';
import type { SeenItems } from '../../../evaluate/ranking/rank-counter';
import { type RankingArtefacts, rankingArtefacts } from '../../ranking/ranking-artefacts';
import type { RankingRun } from '../../ranking/ranking-run';
import type { RankingSettings } from '../../ranking/ranking-settings';
import type { RankingTeacher } from '../../ranking/ranking-teacher';
import type { RankingSoft } from '../../ranking/ranking-trial';
import type { TextSource, TextVectors } from '../../text-vectors';
import { MadeOnce } from './made-once';
import { prepareSourceDomain, type SourceDomain } from './source-domain';

/** What strategies on rankings learn from. Dispose it when done. */
export interface RankingStrategyMaterial extends Pick<RankingArtefacts, 'validation' | 'observed'> {
  readonly split: Split;
  readonly settings: RankingSettings;
  readonly seenItems: SeenItems;
  readonly seed: number;
  /** The teacher's word on the training queries alone: histories that it draws itself are a strategy here. */
  readonly soft: RankingSoft;
  readonly teacher: RankingTeacher;
  /** The items' texts as vectors; null where there are none. */
  readonly itemText: TextVectors | null;
  /** The same data with their ratings; null where there are none. */
  readonly rated: RecommendationData | null;
  /** A teacher from elsewhere; null where no other data set is given, or one side has no texts. */
  readonly source: SourceDomain | null;
  readonly once: MadeOnce;
  dispose(): void;
}

export interface RankingStrategyMaterialOptions
  extends Pick<
    RankingRun,
    'split' | 'settings' | 'seed' | 'seenItems' | 'cacheFolder' | 'onEvent' | 'signal'
  > {
  readonly textSource: TextSource;
  readonly model?: string;
  /** The data of the split before they became implicit; null where they have no ratings. */
  readonly rated: RecommendationData | null;
  /** Another data set, from which a teacher is to come; null for none. */
  readonly source: Split | null;
}

const known = [
  ...['split', 'settings', 'seed', 'seenItems', 'cacheFolder', 'onEvent', 'signal', 'textSource', 'model'],
  ...['rated', 'source'],
];

/**
 * Teacher, soft targets, queries and whatever else strategies on rankings need. The test part stays shut.
 * @throws InputError on unknown options, leakage, a split that holds nothing out, or a missing language model
 */
export async function prepareRankingStrategies(
  options: RankingStrategyMaterialOptions,
): Promise<RankingStrategyMaterial> {
  checkOptions('prepareRankingStrategies', options, known);
  const { rated, source, ...rest } = options;
  const { split, seenItems, seed } = rest;
  const { distillation } = rest.settings;
  const settings = { ...rest.settings, distillation: { ...distillation, drawnHistories: 0 } };
  const { teacher, texts, validation, observed, soft } = await rankingArtefacts({ ...rest, settings });
  const target = { ...rest, settings, itemText: texts.items, observed };
  try {
    return {
      ...{ split, settings, seenItems, seed, validation, observed, soft, teacher, rated },
      itemText: texts.items,
      source: source === null ? null : await prepareSourceDomain({ ...target, source }),
      once: new MadeOnce(),
      dispose: () => teacher.dispose(),
    };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}
