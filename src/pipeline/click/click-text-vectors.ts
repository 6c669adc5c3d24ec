import type { ClickLog } from '../../data/click/click-log';
import { type ClickTexts, readClickTexts } from '../../data/click/click-texts';
import { InputError } from '../../errors';
import type { PipelineListener } from '../events';
import { prepareTextTables, type TextVectors } from '../text-vectors';
import type { ClickTeacherSettings } from './click-settings';

/** A log's texts, and what the language model makes of them. */
export interface ClickTextVectors {
  readonly texts: ClickTexts;
  /** [texts, width] */
  readonly vectors: TextVectors;
  /** Of the language model; 0 for random vectors. */
  readonly weights: number;
}

/**
 * Reads a log's texts and encodes each different one once; the table is kept on disk.
 * @returns null where no member of the teacher reads
 * @throws InputError where one does and the log has no texts, or the language model is missing
 */
export async function prepareClickTexts(options: {
  readonly log: ClickLog;
  readonly settings: ClickTeacherSettings;
  readonly seed: number;
  readonly cacheFolder: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}): Promise<ClickTextVectors | null> {
  const { log, settings, seed, cacheFolder, onEvent, signal } = options;
  if (!settings.kinds.includes('language-model')) return null;
  const texts = await textsOf(log, signal);
  const { source, model, maxTokens } = settings.text;
  const data = { name: log.name, items: sideOf(texts.texts), users: sideOf([]) };
  const shared = { seed, cacheFolder, onEvent, signal };
  const { items, weights } = await prepareTextTables({ ...shared, data, source, model, maxTokens });
  if (items === null) throw new Error('prepareClickTexts: no table came of texts');
  return { texts, vectors: items, weights };
}

const sideOf = (texts: readonly string[]) => ({ ids: texts, texts });

function textsOf(log: ClickLog, signal: AbortSignal | undefined): Promise<ClickTexts> {
  if (log.schema.texts !== undefined) return readClickTexts({ source: log, signal });
  throw new InputError(
    `${log.name}: a click teacher of kind language-model reads texts, and this log has none; name its text columns (--text-columns), or leave language-model out of the teacher`,
  );
}
