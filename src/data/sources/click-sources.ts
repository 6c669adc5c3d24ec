import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError, nearestName } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { type ClickLog, type ClickLogOptions, openClickLog } from '../click/click-log';
import { candidateFolders, dataCacheFolder, locateSource } from '../download/locate-source';
import type { ClickSource } from './click-source';
import { criteoDac, criteoDacSample } from './criteo';
import { sampleClickLog, titledClickLog } from './sample-clicks';

/** Every click log that can be asked for by name. A new one is a file of settings, and a line here. */
export const clickSources: readonly ClickSource[] = [
  sampleClickLog,
  titledClickLog,
  criteoDacSample,
  criteoDac,
];

/**
 * The click log of a name.
 * @throws InputError naming the nearest known one, and all
 */
export function findClickSource(name: string): ClickSource {
  const source = clickSources.find((known) => known.name === name);
  if (source) return source;
  const names = clickSources.map((known) => known.name);
  throw new InputError(
    `click log "${name}" is not known; did you mean "${nearestName(name, names)}"? Known: ${names.join(', ')}; or give files of your own`,
  );
}

/** Options of {@link openClickSource}. */
export interface OpenClickSourceOptions {
  readonly dataset: string;
  /** Folder of data sets to look in before RECDISTILL_DATA_DIR and the user's cache. */
  readonly dataDir?: string;
  readonly onProgress?: ClickLogOptions['onProgress'];
  readonly signal?: AbortSignal;
}

/** Writes a log that is made into the user's cache, unless it lies there, letter for letter. */
function folderOfMade({ name, requiredFiles: [file] }: ClickSource, text: string): string {
  const folder = join(dataCacheFolder(), name);
  const path = join(folder, file);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileAtomic(path, text);
  return folder;
}

function folderOf(source: ClickSource, dataDir: string | undefined): string {
  if (source.made !== null) return folderOfMade(source, source.made().csv);
  const folder = locateSource(source, dataDir);
  if (folder !== null) return folder;
  throw new InputError(
    `${source.title}: expected ${source.requiredFiles.join(', ')} in one of ${candidateFolders(source, dataDir).join(', ')}, found them in none; fetch it from ${source.home} and name its folder with dataDir`,
  );
}

/**
 * Opens a click log by the name of its source: found in a folder, or made in the user's cache.
 * @throws InputError for an unknown name, if its files lie nowhere, and as `openClickLog`
 */
export async function openClickSource(options: OpenClickSourceOptions): Promise<ClickLog> {
  checkOptions('openClickSource', options, ['dataset', 'dataDir', 'onProgress', 'signal']);
  const { dataset, dataDir, onProgress, signal } = options;
  const source = findClickSource(dataset);
  return openClickLog({ ...source.clicks(folderOf(source, dataDir)), onProgress, signal });
}
