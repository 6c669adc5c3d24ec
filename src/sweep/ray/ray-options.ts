import { checkOptions, InputError } from '../../errors';
import type { FolderPair } from './node-paths';
import type { PackedProject } from './pack-project';

export interface RayExecutorOptions {
  /** `ray://host:8265`, `http://…` or `https://…`: the head's dashboard. */
  readonly address: string;
  /** Sent with every request, e.g. `{ authorization: 'Bearer …' }`; empty for none. */
  readonly headers: Readonly<Record<string, string>>;
  /** Letters, digits and hyphens that name the sweep: the same for every conductor of it, and for no other sweep. */
  readonly sweep: string;
  readonly project: PackedProject;
  /** This machine's folder of the project, which commands name. */
  readonly projectFolder: string;
  /** The folder on every node whose `node_modules` the project uses; null where a job needs no packages. */
  readonly packagesFrom: string | null;
  /** How the nodes' shell starts Node, e.g. `node`. */
  readonly nodeProgram: string;
  /** Shared folders: as they are called here and on the nodes, the longest first where one lies in another. */
  readonly folders: readonly FolderPair[];
  /** Variables of the jobs; Ray hides their values from its pages. */
  readonly variables: Readonly<Record<string, string>>;
  /** So many jobs at a time, whatever nodes there are now, for a cluster that grows by itself; null counts CPUs. */
  readonly slots: number | null;
  readonly timeoutMs: number;
  readonly patienceMs: number;
  readonly firstPauseMs: number;
}

const known: readonly (keyof RayExecutorOptions)[] = [
  'address',
  'headers',
  'sweep',
  'project',
  'projectFolder',
  'packagesFrom',
  'nodeProgram',
  'folders',
  'variables',
  'slots',
  'timeoutMs',
  'patienceMs',
  'firstPauseMs',
];

/** @throws InputError for an option that nobody reads, or a sweep's name that Ray could not keep */
export function checkRayOptions(options: RayExecutorOptions): void {
  checkOptions('RayExecutor', options, known);
  const { sweep, slots } = options;
  if (!/^[A-Za-z0-9-]+$/.test(sweep))
    throw new InputError(`RayExecutor: expected letters, digits and hyphens for sweep, found "${sweep}"`);
  if (slots !== null && !(Number.isInteger(slots) && slots > 0))
    throw new InputError(`RayExecutor: slots must be a whole number above 0 or null, found ${slots}`);
}
