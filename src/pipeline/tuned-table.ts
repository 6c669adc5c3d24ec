import { existsSync } from 'node:fs';
import { sha256 } from '../files/hash';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import type { EpochEvent } from '../train/training-state';

/** The items' texts through a language model that was trained for them, and how that went. */
export interface TunedTable {
  /** [items, width], row-major */
  readonly values: Float32Array;
  readonly history: readonly EpochEvent[];
}

/** null where there is no whole file of this key: the language model is trained again then. */
export function readTunedTable(path: string, key: string): TunedTable | null {
  if (!existsSync(path)) return null;
  try {
    const { tensors, metadata } = readSafetensors(path);
    const values = tensors.get('table')?.values;
    if (values === undefined || metadata.key !== key || metadata.sha256 !== sha256(values)) return null;
    return { values, history: JSON.parse(metadata.history) };
  } catch {
    return null;
  }
}

export function writeTunedTable(path: string, key: string, width: number, tuned: TunedTable): void {
  const { values, history } = tuned;
  const table = { shape: [values.length / width, width], values };
  const metadata = { key, sha256: sha256(values), history: JSON.stringify(history) };
  writeSafetensors(path, new Map([['table', table]]), metadata);
}
