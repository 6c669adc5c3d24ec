import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../files/hash';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { hashWeights, type Parameter, restore } from '../tensor/parameter';
import type { FitResult } from '../train/fit';

/** Name and version of how a result is made; a change in the code that moves numbers must change it. */
const RECIPE = 'recdistill-1';

export interface CachedTraining {
  readonly result: FitResult;
  readonly origin: 'trained' | 'cache';
  /** Why a file in the cache could not be used, if there was one. */
  readonly refused: string | null;
}

/**
 * Trains once: the weights are kept on disk under a hash of everything that made them, so that a run that was killed
 * goes on where it stopped and a second run trains nothing. A damaged file is replaced and `refused` says why.
 * @param options.key all that decides the weights: data, split, settings, seed
 */
export function trainOnce(options: {
  readonly folder: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly parameters: readonly Parameter[];
  readonly train: () => FitResult;
}): CachedTraining {
  const { folder, parameters, train } = options;
  const key = sha256(RECIPE, JSON.stringify(options.key));
  const path = join(folder, `weights-${key.slice(0, 24)}.safetensors`);
  let refused: string | null = null;
  if (existsSync(path)) {
    try {
      return { result: readWeights(path, key, parameters), origin: 'cache', refused };
    } catch (error) {
      refused = error instanceof Error ? error.message : String(error);
    }
  }
  const result = train();
  const tensors = new Map(parameters.map((p) => [p.name, { shape: p.shape, values: p.data() }]));
  writeSafetensors(path, tensors, { key, weights: hashWeights(parameters), result: JSON.stringify(result) });
  return { result, origin: 'trained', refused };
}

function readWeights(path: string, key: string, parameters: readonly Parameter[]): FitResult {
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.key !== key) throw new Error(`${path}: belongs to other settings`);
  restore(parameters, new Map([...tensors].map(([name, { values }]) => [name, values])));
  if (hashWeights(parameters) !== metadata.weights) {
    throw new Error(`${path}: its weights do not have their checksum`);
  }
  return JSON.parse(metadata.result) as FitResult;
}
