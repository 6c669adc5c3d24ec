import { join } from 'node:path';
import { cacheFolder } from '../../files/cache-folder';
import type { DataSource } from '../sources/source';
import { findPlainOrGzipped } from '../tables/read-bytes';

/** What is needed to find a source. */
export type LocatedSource = Pick<DataSource, 'name' | 'otherFolders' | 'requiredFiles'>;

/** The folder of the user's cache that downloads go to. */
export function dataCacheFolder(): string {
  return join(cacheFolder(), 'data');
}

/** Required files of a source that a folder lacks. */
export function missingFiles(source: LocatedSource, folder: string): string[] {
  return source.requiredFiles.filter((file) => findPlainOrGzipped(join(folder, file)) === null);
}

/**
 * Folders where a source may lie, in the order of looking: the data folder that was asked for (its subfolder of the
 * source's name, or the folder itself), that of RECDISTILL_DATA_DIR, the user's cache.
 */
export function candidateFolders(source: LocatedSource, dataDir: string | undefined): string[] {
  const asked = dataDir ?? (process.env.RECDISTILL_DATA_DIR || undefined);
  const names = [source.name, ...(source.otherFolders ?? [])];
  const inside = asked === undefined ? [] : [...names.map((name) => join(asked, name)), asked];
  return [...inside, join(dataCacheFolder(), source.name)];
}

/** The first folder that holds all required files of a source, or null. */
export function locateSource(source: LocatedSource, dataDir: string | undefined): string | null {
  const folders = candidateFolders(source, dataDir);
  return folders.find((folder) => missingFiles(source, folder).length === 0) ?? null;
}
