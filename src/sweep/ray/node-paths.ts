import { posix, sep } from 'node:path';

/** A folder as this machine calls it, and as the nodes do. */
export interface FolderPair {
  readonly here: string;
  readonly there: string;
}

function pathThere(path: string, folders: readonly FolderPair[]): string | undefined {
  const found = folders.find(({ here }) => path === here || path.startsWith(here + sep));
  if (found === undefined) return undefined;
  const rest = path.slice(found.here.length + 1).split(sep);
  return posix.join(found.there, ...rest);
}

/**
 * A command's word as the nodes need it: a path in one of the folders, alone or behind an option's `=`, becomes the same
 * path there; every other word stays.
 * @param folders the longest first where one lies in another
 */
export function wordThere(word: string, folders: readonly FolderPair[]): string {
  const behind = /^(--[\w-]+=)(.*)$/s.exec(word);
  const [prefix, path] = behind === null ? ['', word] : [behind[1], behind[2]];
  return prefix + (pathThere(path, folders) ?? path);
}
