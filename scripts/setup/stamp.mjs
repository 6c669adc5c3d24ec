import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readJson, writeJsonAtomic } from './atomic-json.mjs';

/** One key for all that a step's result depends on. */
export function keyOf(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${Buffer.byteLength(input)}:`).update(input);
  return hash.digest('hex');
}

function sizeOf(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return undefined;
  return status.isDirectory() ? 'folder' : status.size;
}

/**
 * What is known about one step: nothing, that it was begun (and perhaps killed), or that it was done, from which
 * inputs, and the size of each file that it made.
 */
export class Stamp {
  constructor(context, name) {
    this.root = context.root;
    this.path = join(context.work, 'steps', `${name}.json`);
  }

  read() {
    return readJson(this.path);
  }

  begin(child) {
    writeJsonAtomic(this.path, { status: 'begun', child });
  }

  done({ key, products, seconds }) {
    const sizes = {};
    for (const product of products) {
      const size = sizeOf(product);
      if (size === undefined) throw new Error(`the step ended without making ${product}`);
      sizes[relative(this.root, product)] = size;
    }
    writeJsonAtomic(this.path, { status: 'done', key, seconds, sizes });
  }

  forget() {
    rmSync(this.path, { force: true });
  }

  /** Whether the step was done from these inputs, and all that it made is still there. */
  holds(key) {
    const state = this.read();
    if (state?.status !== 'done' || state.key !== key) return false;
    return Object.entries(state.sizes).every(([path, size]) => sizeOf(resolve(this.root, path)) === size);
  }
}
