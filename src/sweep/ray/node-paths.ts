import { posix, sep } from 'node:path';

/** A folder as this machine calls it, and as the nodes do. */
export interface FolderPair {
  readonly here: string;
  /** A path, or `s3://bucket/prefix/` with its slash, whose content each node then copies to itself and back. */
  readonly there: string;
}

/**
 * A path as the nodes need it; undefined where it lies in none of the folders.
 * @param folders the longest first where one lies in another
 */
export function pathThere(path: string, folders: readonly FolderPair[]): string | undefined {
  const found = folders.find(({ here }) => path === here || path.startsWith(here + sep));
  if (found === undefined) return undefined;
  const rest = path.slice(found.here.length + 1).split(sep);
  return found.there.startsWith('s3://') ? found.there + rest.join('/') : posix.join(found.there, ...rest);
}

/** A command's word on the nodes: a path, alone or behind an option's `=`, becomes theirs; every other word stays. */
export function wordThere(word: string, folders: readonly FolderPair[]): string {
  const behind = /^(--[\w-]+=)(.*)$/s.exec(word);
  const [prefix, path] = behind === null ? ['', word] : [behind[1], behind[2]];
  return prefix + (pathThere(path, folders) ?? path);
}
