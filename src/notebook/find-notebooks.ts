import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, nearestName } from '../errors';

/** A notebook file and the name that it is called by: `notebooks/01-data.ipynb` is `01-data`. */
export interface NotebookPath {
  readonly name: string;
  readonly path: string;
}

function matches(known: string, asked: string): boolean {
  const wanted = basename(asked).replace(/\.ipynb$/, '');
  const [number, ...rest] = known.split('-');
  return (
    wanted === known || wanted === rest.join('-') || wanted === number || wanted === String(Number(number))
  );
}

/**
 * The notebooks of a folder in their order, all or the ones named: `01-data`, `data`, `1` and `01-data.ipynb` are one.
 * @throws InputError for a name that is none of them
 */
export function findNotebooks({
  folder,
  names,
}: {
  folder: string;
  names: readonly string[];
}): NotebookPath[] {
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.ipynb'))
        .map((file) => file.slice(0, -6))
        .sort()
    : [];
  if (known.length === 0) throw new InputError(`${folder}: expected notebooks (*.ipynb), found none`);
  const chosen =
    names.length === 0
      ? known
      : names.map((asked) => {
          const found = known.find((name) => matches(name, asked));
          if (found !== undefined) return found;
          throw new InputError(
            `unknown notebook "${asked}"; did you mean "${nearestName(asked, known)}"? Known: ${known.join(', ')}`,
          );
        });
  return [...new Set(chosen)].map((name) => ({ name, path: join(folder, `${name}.ipynb`) }));
}
