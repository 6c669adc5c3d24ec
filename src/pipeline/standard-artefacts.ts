import { loadData } from '../data/load-data';
import type { DataEvent } from '../data/load-ratings';
import type { RecommendationData } from '../data/recommendation-data';
import type { Split } from '../data/split';
import type { SoftTargets } from '../distill/soft-targets/soft-targets';
import { checkOptions } from '../errors';
import { chooseTexts } from './choose-texts';
import type { PipelineListener } from './events';
import { askTeacher } from './run-split';
import { type PipelineSettings, type ProfileName, profiles } from './settings';
import type { SoftSource } from './soft-pairs';
import { standardSplit } from './standard-split';
import { type Teacher, trainTeacher } from './teacher';
import type { TextTables } from './text-vectors';

export interface StandardArtefactsOptions {
  /** Name of a data set that `loadData` knows. */
  readonly dataset: string;
  readonly profile: ProfileName;
  readonly seed: number;
  readonly cacheFolder: string;
  /** Folder of data sets to look in first. */
  readonly dataDir?: string;
  /** Folder or hub name of a BERT-family model; the default one where not given. */
  readonly model?: string;
  readonly onEvent?: PipelineListener;
  readonly onProgress?: (event: DataEvent) => void;
  readonly signal?: AbortSignal;
}

/** What students are distilled from. Dispose the teacher when done. */
export interface StandardArtefacts {
  readonly settings: PipelineSettings;
  readonly data: RecommendationData;
  readonly split: Split;
  readonly texts: TextTables;
  readonly teacher: Teacher;
  readonly softTargets: SoftTargets;
  /** The unobserved pairs among them, as students take them. */
  readonly soft: SoftSource;
}

const known = [
  ...['dataset', 'profile', 'seed', 'cacheFolder', 'dataDir', 'model', 'onEvent', 'onProgress', 'signal'],
];

/**
 * Data, split, text vectors, teacher and soft targets as `recdistill distill` makes them for a data set and profile;
 * what lies in the cache is read, what is missing is made.
 * @throws InputError for an unknown data set or option, or where the language model is missing
 */
export async function standardArtefacts(options: StandardArtefactsOptions): Promise<StandardArtefacts> {
  checkOptions('standardArtefacts', options, known);
  const { dataset, profile, seed, dataDir, onProgress, signal } = options;
  const settings = profiles[profile];
  const given = dataDir === undefined ? {} : { dataDir };
  const data = await loadData({ dataset, onProgress, signal, ...given });
  const split = standardSplit({ data, seed });
  const own = { ...options, split };
  const { texts } = await chooseTexts({ ...own, settings, textSource: 'language-model' });
  const teacher = trainTeacher({ ...own, texts, settings: settings.teacher });
  try {
    const asked = await askTeacher({ ...own, settings, textSource: 'language-model' }, teacher);
    return { settings, data, split, texts, teacher, ...asked };
  } catch (error) {
    teacher.dispose();
    throw error;
  }
}
