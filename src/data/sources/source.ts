import type { LoadRatingsOptions } from '../load-ratings';

/** A file as its home publishes it. */
export interface OfficialFile {
  readonly url: string;
  readonly sha256: string;
  /** null where its home does not say it. */
  readonly sizeBytes: number | null;
}

/** A zip archive as its home publishes it. */
export interface OfficialArchive extends OfficialFile {
  /** Folder inside the archive that holds the files; '' where they lie at its top. */
  readonly folder: string;
}

/** How a source's official files are had: in one archive, or one by one. */
export type OfficialDownload = OfficialArchive | { readonly files: readonly OfficialFile[] };

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
