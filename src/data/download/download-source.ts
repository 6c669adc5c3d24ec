import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256File } from '../../files/hash';
import type { DataEvent } from '../load-ratings';
import type { DataSource, OfficialFile } from '../sources/source';
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

async function checkFile(path: string, source: DataSource, expected: string): Promise<void> {
  const found = await sha256File(path);
  if (found === expected) return;
  throw new InputError(
    `${path}: expected sha256 ${expected} for ${source.title}, found ${found}; the download is damaged or its home has published another version: delete it and try again`,
  );
}

/** Fetches a file into the folder, under the name that it has at home, and checks it. */
async function fetchFile(
  { url, sha256, sizeBytes }: OfficialFile,
  folder: string,
  { source, onProgress, signal }: DownloadSourceOptions,
): Promise<{ readonly path: string; readonly bytes: Buffer }> {
  const path = join(folder, url.slice(url.lastIndexOf('/') + 1));
  const bytes = await fetchBytes({
    url,
    signal,
    onProgress: (receivedBytes, totalBytes) =>
      onProgress?.({ kind: 'download', file: url, receivedBytes, totalBytes: totalBytes ?? sizeBytes }),
  });
  writeFileAtomic(path, bytes);
  await checkFile(path, source, sha256);
  return { path, bytes };
}

/**
 * Fetches a source's official archive, or its files one by one, checks their sha256 and unpacks the archive, which
 * stays beside the files.
 * @returns the folder with the files
 * @throws InputError if it has no download, cannot be reached, or is not what was expected
 */
export async function downloadSource(options: DownloadSourceOptions): Promise<string> {
  checkOptions('downloadSource', options, ['source', 'folder', 'onProgress', 'signal']);
  const { source } = options;
  const { download } = source;
  if (download === null)
    throw new InputError(
      `downloadSource: ${source.title} has no download; ${source.packagedIn === null ? `see ${source.home}, and name its folder` : 'it comes with the package'}`,
    );
  const folder = options.folder ?? join(dataCacheFolder(), source.name);
  if ('files' in download) for (const file of download.files) await fetchFile(file, folder, options);
  else {
    const { path, bytes } = await fetchFile(download, folder, options);
    for (const [file, content] of unpackArchive(bytes, download.folder, path)) {
      writeFileAtomic(join(folder, file), content);
    }
  }
  const missing = missingFiles(source, folder);
  if (missing.length === 0) return folder;
  throw new InputError(
    `${folder}: expected ${source.requiredFiles.join(', ')}, found no ${missing.join(', no ')}`,
  );
}
