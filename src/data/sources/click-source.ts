import type { ClickLogOptions } from '../click/click-log';
import type { FilePart } from '../click/split-clicks';
import type { ClickSample } from '../sample/sample-clicks';

/** A click log that can be asked for by name: settings, and nothing else. Its files are had by hand, from its home, or made. */
export interface ClickSource {
  readonly name: string;
  readonly title: string;
  readonly home: string;
  /** The terms in a few words. */
  readonly terms: string;
  /** Files without which it cannot be read; each may be gzipped. */
  readonly requiredFiles: readonly string[];
  /** Further names that its folder is known to have. */
  readonly otherFolders?: readonly string[];
  /** The one file of a log that is made, and its truth; null where it is had from its home. */
  readonly made: (() => ClickSample) | null;
  /** What `openClickLog` is to be called with for the files in a folder. */
  readonly clicks: (folder: string) => ClickLogOptions;
  /** What each file is, where the source says so. */
  readonly parts: readonly FilePart[] | null;
}
