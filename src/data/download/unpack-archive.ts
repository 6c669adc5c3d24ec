import { unzipSync } from 'fflate';
import { InputError } from '../../errors';

/**
 * The files of one folder of a zip archive ('' is its top), by their names. Subfolders are left out, so that no name can point outside
 * the folder that they are written to.
 * @throws InputError if the bytes are not a whole zip archive, or the folder holds no files
 */
export function unpackArchive(bytes: Uint8Array, folder: string, name: string): Map<string, Uint8Array> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = new Map<string, Uint8Array>();
  try {
    const entries = unzipSync(bytes, { filter: (entry) => entry.name.startsWith(prefix) });
    for (const [path, content] of Object.entries(entries)) {
      const file = path.slice(prefix.length);
      if (file !== '' && !/[/\\]/.test(file)) files.set(file, content);
    }
  } catch (error) {
    throw new InputError(
      `${name}: expected a whole zip archive, found ${bytes.length} bytes that do not unpack (${(error as Error).message})`,
    );
  }
  if (files.size === 0)
    throw new InputError(
      `${name}: expected files in the folder ${folder === '' ? 'at its top' : folder}, found none`,
    );
  return files;
}
