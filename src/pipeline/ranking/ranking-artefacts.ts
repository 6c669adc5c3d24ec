import type { Split } from '../../data/split';
import type { RankingExamples } from '../../distill/ranking/distill-ranking';
import { checkOptions } from '../../errors';
import type { SeenItems } from '../../evaluate/ranking/rank-counter';
import type { PipelineListener } from '../events';
import { prepareTextTables, type TextSource, type TextTables } from '../text-vectors';
import { type RankingQueries, rankingQueries } from './ranking-queries';
import type { RankingSettings } from './ranking-settings';
import { prepareRankingSoft } from './ranking-soft';
import { type RankingTeacher, trainRankingTeacher } from './ranking-teacher';
import type { RankingSoft } from './ranking-trial';
import { trainingExamples } from './training-examples';
import { type TunedItemTexts, type TunedItemTextsOptions, tunedItemTexts } from './tuned-item-texts';

export interface RankingArtefactsOptions {
  readonly split: Split;
  readonly settings: RankingSettings;
  /** Of the teacher and the histories that it draws. */
  readonly seed: number;
  /** What becomes of items that a query has seen; there is no default, as it moves every figure. */
  readonly seenItems: SeenItems;
  readonly textSource: TextSource;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = [
  ...['split', 'settings', 'seed', 'seenItems', 'textSource', 'model', 'cacheFolder', 'onEvent', 'signal'],
];

/** What ranking students are distilled from. Dispose the teacher when done. */
export interface RankingArtefacts {
  /** As the language model came. */
  readonly texts: TextTables;
  /** After it was taught which text comes next; null where it was not. */
  readonly tuned: TunedItemTexts | null;
  readonly teacher: RankingTeacher;
  /** A query a user who has something held out in validation, from the training history. */
  readonly validation: RankingQueries;
  /** Every position of every training sequence, with what came next. */
  readonly observed: RankingExamples;
  readonly soft: RankingSoft;
  /** How long the teacher was asked. */
  readonly softSeconds: number;
}

/**
 * Text vectors, teacher and its word on training queries and drawn histories, as `runRanking` makes them. The test part
 * stays shut.
 * @throws InputError on unknown options, leakage, a split that holds nothing out, or a missing language model
 */
export async function rankingArtefacts(options: RankingArtefactsOptions): Promise<RankingArtefacts> {
  checkOptions('rankingArtefacts', options, known);
  const { split, settings, seenItems, seed, cacheFolder, onEvent, signal } = options;
  const made = await makeRankingTeacher(options);
  const { teacher, observed } = made;
  try {
    const started = performance.now();
    const task = { split, settings, seenItems, seed, cacheFolder, onEvent, signal };
    const soft = await prepareRankingSoft({ teacher, observed, ...task });
    return { ...made, soft, softSeconds: (performance.now() - started) / 1000 };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}

/** The teacher with all that it was made from, before it is asked; dispose it. */
export async function makeRankingTeacher(
  options: RankingArtefactsOptions,
): Promise<Omit<RankingArtefacts, 'soft' | 'softSeconds'>> {
  const { split, settings, seenItems, seed, textSource, cacheFolder, onEvent, signal } = options;
  const { validation, observed } = rankingExamples(options);
  const places = { seed, cacheFolder, onEvent, signal };
  const { maxTokens } = settings.teacher;
  const own = { data: split.data, source: textSource, model: options.model, maxTokens };
  const texts = await prepareTextTables({ ...own, ...places });
  const task = { split, settings, seenItems, ...places };
  const tuned = await tunedTexts({ ...task, model: options.model, validation }, texts);
  const read = { itemText: texts.items, tunedText: tuned, textWeights: texts.weights, validation };
  const teacher = trainRankingTeacher({ ...task, ...read });
  return { texts, tuned, teacher, validation, observed };
}

/** What students are chosen by, and what was observed: known without any teacher. */
export function rankingExamples({
  split,
  settings,
  seed,
}: Pick<RankingArtefactsOptions, 'split' | 'settings' | 'seed'>): Pick<
  RankingArtefacts,
  'validation' | 'observed'
> {
  const { maxLength, mostQueries } = settings;
  split.checkLeakage();
  return {
    validation: rankingQueries({ split, known: split.train, asked: split.validation, maxLength }),
    observed: trainingExamples({ split, maxLength, most: mostQueries, seed }),
  };
}

/** Control vectors, and texts that nobody has, are not tuned. */
async function tunedTexts(
  task: Omit<TunedItemTextsOptions, 'settings' | 'maxTokens'> & { readonly settings: RankingSettings },
  { source, items }: TextTables,
): Promise<TunedItemTexts | null> {
  const { textTuning } = task.settings.teacher;
  if (textTuning === null || source !== 'language-model' || items === null) return null;
  const { maxTokens, ...settings } = textTuning;
  return tunedItemTexts({ ...task, settings, maxTokens });
}
