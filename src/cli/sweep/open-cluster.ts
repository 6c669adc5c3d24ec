import { resolve } from 'node:path';
import { InputError } from '../../errors';
import type { Executor } from '../../sweep/executor';
import { folderStore } from '../../sweep/folder-store';
import { type FolderPair, ownProject, packProject, RayExecutor } from '../../sweep/ray';
import { s3Settings, s3Store } from '../../sweep/s3';
import type { SweepStore } from '../../sweep/store';
import { sweepIdentity } from '../../sweep/sweep-identity';
import type { ClusterFlags } from './cluster-options';

/** Hides the token from whoever reads the command line. */
function headersFromEnvironment(): Record<string, string> {
  const token = process.env.RECDISTILL_RAY_TOKEN || process.env.RAY_AUTH_TOKEN;
  return token ? { authorization: `Bearer ${token}` } : {};
}

function passedVariables(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = process.env[name];
      if (value === undefined) throw new InputError(`--pass-variables: ${name} is not set in this shell`);
      return [name, value];
    }),
  );
}

function shared(flags: ClusterFlags, store: string | undefined, places: ClusterPlaces): FolderPair[] {
  const { folder, cacheFolder, dataDir } = places;
  const cache = resolve(cacheFolder);
  const same = (path: string): FolderPair => ({ here: path, there: path });
  const data = dataDir === null ? [] : [same(resolve(dataDir))];
  const rest =
    store === undefined
      ? [same(cache), same(resolve(folder))]
      : [{ here: cache, there: `${store.replace(/\/+$/, '')}/cache/` }];
  return [...flags.share, ...data, ...rest].sort((a, b) => b.here.length - a.here.length);
}

export interface ClusterPlaces {
  /** The sweep's, on this machine. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly dataDir: string | null;
}

/**
 * The cluster that the flags name, with this project sent to it; nothing where they name none.
 * @throws InputError for flags that need a cluster where none is named, and as `RayExecutor.connect`
 */
export async function openCluster(
  flags: ClusterFlags,
  places: ClusterPlaces,
): Promise<{ readonly executor?: Executor; readonly store?: SweepStore }> {
  if (flags.on === undefined) {
    if (flags.store !== undefined)
      throw new InputError('--store needs a cluster, as --on ray://head:8265 names it');
    return {};
  }
  const store =
    flags.store === undefined
      ? folderStore(resolve(places.folder))
      : s3Store({ address: flags.store, settings: s3Settings(process.env) });
  const executor = await RayExecutor.connect({
    address: flags.on,
    headers: headersFromEnvironment(),
    sweep: await sweepIdentity(store),
    project: packProject(ownProject()),
    projectFolder: ownProject(),
    packagesFrom: flags.nodePackages ?? ownProject(),
    nodeProgram: flags.nodeProgram,
    folders: shared(flags, flags.store, places),
    variables: passedVariables(flags.passVariables),
    slots: flags.slots ?? null,
    ...{ timeoutMs: 30_000, patienceMs: 120_000, firstPauseMs: 500 },
  });
  return { executor, store };
}
