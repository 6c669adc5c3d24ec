import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256File } from '../../files/hash';
import type { DataEvent } from '../load-ratings';
import type { DataSource } from '../sources/source';
import { fetchBytes } from './fetch-bytes';
import { dataCacheFolder, missingFiles } from './locate-source';
import { unpackArchive } from './unpack-archive';

/** Options of {@link downloadSource}. */
export interface DownloadSourceOptions {
  readonly source: DataSource;
  /** Where the files go; when left out, the user's cache. */
  readonly folder?: string;
  readonly onProgress?: (event: DataEvent) => void;
  readonly signal?: AbortSignal;
}

async function checkArchive(path: string, source: DataSource, expected: string): Promise<void> {
  const found = await sha256File(path);
  if (found === expected) return;
  throw new InputError(
    `${path}: expected sha256 ${expected} for ${source.title}, found ${found}; the download is damaged or its home has published another version: delete it and try again`,
  );
}

/**
 * Fetches a source's official archive, checks its sha256 and unpacks it. The archive stays beside the files.
 * @returns the folder with the files
 * @throws InputError if it has no archive, cannot be reached, or is not the archive that was expected
 */
export async function downloadSource(options: DownloadSourceOptions): Promise<string> {
  checkOptions('downloadSource', options, ['source', 'folder', 'onProgress', 'signal']);
  const { source, onProgress, signal } = options;
  const { download } = source;
  if (download === null)
    throw new InputError(
      `downloadSource: ${source.title} has no download; ${source.packagedIn === null ? `see ${source.home}, and name its folder` : 'it comes with the package'}`,
    );
  const folder = options.folder ?? join(dataCacheFolder(), source.name);
  const archive = join(folder, download.url.slice(download.url.lastIndexOf('/') + 1));
  const bytes = await fetchBytes({
    url: download.url,
    signal,
    onProgress: (receivedBytes, totalBytes) =>
      onProgress?.({
        kind: 'download',
        file: download.url,
        receivedBytes,
        totalBytes: totalBytes ?? download.sizeBytes,
      }),
  });
  writeFileAtomic(archive, bytes);
  await checkArchive(archive, source, download.sha256);
  for (const [file, content] of unpackArchive(bytes, download.folder, archive)) {
    writeFileAtomic(join(folder, file), content);
  }
  const missing = missingFiles(source, folder);
  if (missing.length === 0) return folder;
  throw new InputError(
    `${archive}: expected ${source.requiredFiles.join(', ')}, found no ${missing.join(', no ')}`,
  );
}
