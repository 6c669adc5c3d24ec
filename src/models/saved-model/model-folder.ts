import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256File } from '../../files/hash';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../files/safetensors';
import { countWeights, type Parameter } from '../../tensor/parameter';
import { libraryVersion } from '../../version';
import type { SavedDescription, Vocabulary } from './description';

export const descriptionFile = 'model.json';
export const weightsFile = 'model.safetensors';

/** What of a model is written. */
export interface SavableModel {
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Writes model.safetensors, then model.json, which names the weights by their hash: a save cut in half is refused and
 * never read as another model.
 */
export async function writeModelFolder<F extends string, K extends string, Fields extends object>(options: {
  /** Made where missing; a model that lies there is replaced. */
  readonly folder: string;
  readonly format: F;
  readonly kind: K;
  readonly model: SavableModel;
  readonly vocabulary: Vocabulary;
  /** Besides parameters and constants. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the format's description has of its own. */
  readonly fields: Fields;
}): Promise<SavedDescription & { format: F; kind: K } & Fields> {
  const { folder, format, kind, model, vocabulary, tensors, metadata, fields } = options;
  const own = [...model.parameters, ...model.constants];
  const numbers = own.map((p): [string, StoredTensor] => [p.name, { shape: p.shape, values: p.data() }]);
  const weightsPath = join(folder, weightsFile);
  writeSafetensors(weightsPath, new Map([...numbers, ...tensors]), { format, kind });
  const description = {
    format,
    formatVersion: 1 as const,
    kind,
    config: model.config,
    ...fields,
    vocabulary,
    weights: countWeights(model.parameters),
    weightsSha256: await sha256File(weightsPath),
    versions: { recdistill: libraryVersion, node: process.versions.node },
    metadata,
  };
  writeFileAtomic(join(folder, descriptionFile), `${JSON.stringify(description, null, 1)}\n`);
  return description;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: expected a saved model, found: ${reason}`);
  }
}

/**
 * Reads a model's description and, once their hash is as it says, its tensors.
 * @throws InputError if the folder is missing, damaged, of another format or not as it was saved
 */
export async function readModelFolder<D extends SavedDescription>(options: {
  readonly folder: string;
  readonly parse: (path: string, text: string) => D;
}): Promise<{
  /** Of the description, for errors. */
  readonly path: string;
  readonly description: D;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}> {
  const path = join(options.folder, descriptionFile);
  const description = options.parse(path, readText(path));
  const weightsPath = join(options.folder, weightsFile);
  const { tensors } = readSafetensors(weightsPath);
  const found = await sha256File(weightsPath);
  if (found !== description.weightsSha256) {
    throw new InputError(
      `${weightsPath}: expected weights with sha256 ${description.weightsSha256} as ${descriptionFile} says, found ${found}; the folder is damaged or was saved in part, so save the model again`,
    );
  }
  return { path, description, tensors };
}

/** What the folder says that it holds; null where there is no description that could say it. */
export function savedFormat(folder: string): string | null {
  try {
    const { format } = JSON.parse(readFileSync(join(folder, descriptionFile), 'utf8'));
    return typeof format === 'string' ? format : null;
  } catch {
    return null;
  }
}
