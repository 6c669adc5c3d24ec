import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../files/cache-folder';
import type { Finding } from './finding';

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
}

/** The embedded sample, and what lies where the loaders look: RECDISTILL_DATA_DIR, else the user's cache. */
export function inspectDataSets(): Finding {
  const named = process.env.RECDISTILL_DATA_DIR;
  const folder = named || join(cacheFolder(), 'data');
  const names = foldersIn(folder);
  const isMissing = named !== undefined && named !== '' && !existsSync(named);
  return {
    key: 'dataSets',
    title: 'Data sets',
    state: isMissing ? 'note' : 'ok',
    text: `sample (embedded)${names.length ? `, ${names.join(', ')} (${folder})` : `; none in ${folder}`}`,
    ...(isMissing ? { cure: 'RECDISTILL_DATA_DIR names no folder: correct or unset it' } : {}),
    facts: { folder, names: ['sample', ...names] },
  };
}
