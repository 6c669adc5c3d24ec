/**
 * Where a sweep is kept: a folder of this machine or of a network, or a store of objects. Six plain operations on texts
 * by name (`results/<key>.json`), all whole or not at all, are enough for several conductors to share the work.
 */
export interface SweepStore {
  /** For people, e.g. the folder's path. */
  readonly place: string;
  /** What a job's process is given to find it: a path, or an address that `recdistill sweep job` understands. */
  readonly locate: (name: string) => string;
  /** null where there is none. */
  readonly read: (name: string) => Promise<string | null>;
  /** Names without folder, of what lies right in one, in any order. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** False, and nothing is changed, where there is one already: of several writers one wins. */
  readonly create: (name: string, text: string) => Promise<boolean>;
  /** In place of whatever is there. */
  readonly replace: (name: string, text: string) => Promise<void>;
  /** In place of what it is known to be, null for taking it away; false, and nothing is changed, where it is no more. */
  readonly swap: (name: string, known: string, next: string | null) => Promise<boolean>;
}

/** Where the parts of a sweep lie in its store. */
export const names = {
  description: 'sweep.json',
  job: (key: string) => `jobs/${key}.json`,
  result: (key: string) => `results/${key}.json`,
  claim: (key: string) => `claims/${key}.json`,
  attempts: (key: string) => `attempts/${key}.json`,
  conductor: (id: string) => `conductors/${id}.json`,
  damaged: (key: string, mark: string) => `damaged/${key}.${mark}.json`,
} as const;

/** The key in a name that `list` gave: `<key>.json`; null for files of other kinds, such as half-written ones. */
export function keyIn(name: string): string | null {
  return /^([\w-]+)\.json$/.exec(name)?.[1] ?? null;
}
