import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../errors';
import { savedFormat } from '../../models/saved-model/model-folder';

/** @throws InputError where a file cannot be written, or would take the place of one of the exported model's own */
export function checkFileTarget(out: string, options: { folder: string; own: readonly string[] }): void {
  const { folder, own } = options;
  if (existsSync(out) && statSync(out).isDirectory())
    throw new InputError(`${out}: expected the path of a file to write, found a folder`);
  if (own.some((name) => resolve(out) === resolve(folder, name)))
    throw new InputError(`${out}: expected a path beside the model's own files, found one of them`);
}

/** @throws InputError where no folder can be written, or a saved model of this library lies in it */
export function checkFolderTarget(out: string): void {
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new InputError(`${out}: expected a folder to write, found a file`);
  const format = savedFormat(out);
  if (format !== null && format !== 'layers-model')
    throw new InputError(`${out}: expected another folder than that of a saved model, which would be lost`);
}
