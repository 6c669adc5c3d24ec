import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadRatingsOptions, loadRatings } from '../../src/data';
import { InputError } from '../../src/errors';
import { Random } from '../../src/random';
import { mutated } from './mutated';
import { temporaryFolder } from './temporary-folder';

const PLACE = /^[^:\n]+:\d+: /;

/** The outcome of a load: `loaded`, `refused`, or what else was thrown. */
async function outcome(options: LoadRatingsOptions): Promise<string> {
  try {
    const { report, interactions } = await loadRatings(options);
    return interactions.ratings.length === report.kept && report.kept > 0
      ? 'loaded'
      : 'a wrong count of kept rows';
  } catch (error) {
    if (!(error instanceof InputError)) return `threw ${String(error)}`;
    return PLACE.test(error.message) ? 'refused' : `no file and line: ${error.message}`;
  }
}

/** Loads the files with one of them changed, many times, and counts the outcomes. */
export async function fuzzFiles(options: {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly settings: (folder: string) => LoadRatingsOptions;
  readonly mutations: number;
  readonly seed: number;
}): Promise<Record<string, number>> {
  const { files, settings, mutations, seed } = options;
  const folder = temporaryFolder(files);
  const random = new Random(seed);
  const names = Object.keys(files);
  const counts: Record<string, number> = {};
  for (let i = 0; i < mutations; i++) {
    const name = names[random.integer(names.length)];
    writeFileSync(join(folder, name), mutated(files[name], random));
    const result = await outcome(settings(folder));
    counts[result] = (counts[result] ?? 0) + 1;
    writeFileSync(join(folder, name), files[name]);
  }
  return counts;
}
