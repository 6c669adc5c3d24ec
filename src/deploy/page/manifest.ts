/** A student that lies beside the page. */
export interface PageModel {
  /** Relative to the page, with a slash at its end. */
  readonly folder: string;
  /** Of the weights' file, so that the page can tell whether it got the model it was built with. */
  readonly sha256: string;
  /** Of all its files. */
  readonly bytes: number;
}

/** What a page was built with; it stands in its HTML. */
export interface PageManifest {
  readonly title: string;
  readonly distilled: PageModel;
  /** The same student without a teacher; null where none was given. */
  readonly scratch: PageModel | null;
  /** null where no lists of a teacher were given. */
  readonly teacher: { readonly file: string; readonly viewers: number } | null;
}

/** Somebody whom the teacher has ranked items for. Items are numbers of the distilled student's catalogue. */
export interface Viewer {
  readonly name: string;
  /** null where nobody known to the student stands behind the list. */
  readonly user: string | null;
  /** What they took, oldest first; null where the file does not say. */
  readonly history: readonly number[] | null;
  /** The teacher's best, best first. */
  readonly best: readonly number[];
}

/** Items on every list of the page. */
export const LIST_LENGTH = 10;
