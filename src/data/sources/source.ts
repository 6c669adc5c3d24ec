import type { LoadRatingsOptions } from '../load-ratings';

/** How a source's official archive is had. */
export interface OfficialDownload {
  /** Address of a zip archive. */
  readonly url: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Folder inside the archive that holds the files. */
  readonly folder: string;
}

/** A data set that can be asked for by name: settings, and nothing else. */
export interface DataSource {
  readonly name: string;
  readonly title: string;
  readonly home: string;
  /** The terms in a few words. */
  readonly terms: string;
  /** Files without which it cannot be loaded; each may be gzipped. */
  readonly requiredFiles: readonly string[];
  /** Further names that its folder is known to have. */
  readonly otherFolders?: readonly string[];
  /** The folder of data that come with the package, null for others. */
  readonly packagedIn: string | null;
  /** null where nothing is to be fetched in the form that is read. */
  readonly download: OfficialDownload | null;
  /** What {@link loadRatings} is to be called with for the files in a folder. */
  readonly settings: (folder: string) => LoadRatingsOptions;
}
