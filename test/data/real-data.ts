import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where real data sets lie on this machine: RECDISTILL_DATA_DIR, else shared/data beside the project, if it exists. */
const root = process.env.RECDISTILL_DATA_DIR || resolve(__dirname, '..', '..', '..', 'shared', 'data');

/** The folder of a real data set, or null (with a printed reason) where it is not. */
export function realDataFolder(name: string): string | null {
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  console.log(
    `skipped: real data set ${name} is not in ${root}; set RECDISTILL_DATA_DIR to the folder that holds it`,
  );
  return null;
}
