import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors';

const descriptionFile = 'model.json';
const weightsFile = 'model.safetensors';
const titlesFile = 'titles.json';

/** A saved model's content, read as one state of its folder. */
export interface ModelFiles {
  /** The first 16 digits of the sha256 over its files. */
  readonly version: string;
  readonly description: unknown;
  readonly weights: Uint8Array;
  /** Null where none were saved. */
  readonly titles: unknown;
}

async function fileState(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}.${size}.${mtimeNs}`;
  } catch {
    return null;
  }
}

/** Changes whenever a file of the model is written or replaced; null where there is no model. */
export async function folderState(folder: string): Promise<string | null> {
  const names = [descriptionFile, weightsFile, titlesFile];
  const states = await Promise.all(names.map((name) => fileState(join(folder, name))));
  return states[0] === null || states[1] === null ? null : states.join(' ');
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a saved model, found: ${reason}`);
  }
}

function parse(path: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new InputError(`${path}: expected JSON, found ${JSON.stringify(bytes.toString('utf8', 0, 40))}`);
  }
}

/** One hash over several files, each with its length, so that no byte can move from one to the next unseen. */
function versionOf(...files: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const bytes of files) hash.update(`${bytes.length}:`).update(bytes);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Reads a model's folder. Whether the weights are those of the description is for the student to say, which knows the
 * hash that the description names.
 * @throws InputError if a file is missing or no JSON, or if the folder was written to meanwhile
 */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const before = await folderState(folder);
  const path = (name: string) => join(folder, name);
  const text = await read(path(descriptionFile));
  const weights = await read(path(weightsFile));
  const hasTitles = (await fileState(path(titlesFile))) !== null;
  const titles = hasTitles ? await read(path(titlesFile)) : Buffer.alloc(0);
  if ((await folderState(folder)) !== before)
    throw new InputError(
      `${folder}: expected a model at rest, found one being written; it will be read again`,
    );
  return {
    version: versionOf(text, weights, titles),
    description: parse(path(descriptionFile), text),
    // in memory of its own: a small file's Buffer is part of a pool that others share
    weights: Uint8Array.from(weights),
    titles: hasTitles ? parse(path(titlesFile), titles) : null,
  };
}
