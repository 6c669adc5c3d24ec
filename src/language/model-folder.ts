import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../errors';
import { cacheFolder } from '../files/cache-folder';
import { sha256File } from '../files/hash';
import { defaultModel } from './default-model';
import { type DownloadProgress, downloadModel } from './hub-download';

export interface FindModelOptions {
  /** A folder, or a name on the Hugging Face hub (`organisation/name`); absent: the default model. */
  model?: string;
  /** Told while a model is fetched from the hub. */
  onProgress?: (progress: DownloadProgress) => void;
  signal?: AbortSignal;
}

/** What every model folder holds. */
export const modelFiles = ['config.json', 'tokenizer.json', 'model.safetensors'] as const;

function checkFolder(folder: string, cure: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new InputError(`${folder}: expected a folder with a language model, found none; ${cure}`);
  }
  const missing = modelFiles.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  throw new InputError(
    `${folder}: expected ${modelFiles.join(', ')}, found no ${missing.join(', no ')}; ${cure}`,
  );
}

async function checkDefaultWeights(folder: string): Promise<void> {
  const path = join(folder, 'model.safetensors');
  const found = await sha256File(path);
  if (found === defaultModel.sha256) return;
  throw new InputError(
    `${path}: expected sha256 ${defaultModel.sha256}, found ${found}; the file is damaged: delete it and run node scripts/setup.mjs`,
  );
}

async function defaultFolder(): Promise<string> {
  const named = process.env.RECDISTILL_MODEL_DIR;
  if (named) {
    checkFolder(named, 'correct or unset RECDISTILL_MODEL_DIR');
    return named;
  }
  const folder = join(cacheFolder(), 'models', defaultModel.name);
  checkFolder(folder, 'run node scripts/setup.mjs, which fetches it');
  await checkDefaultWeights(folder);
  return folder;
}

/**
 * The folder of a language model: the named folder; or the named model of the hub, fetched once into the user's cache;
 * or, where none is named, RECDISTILL_MODEL_DIR, else the default model in the user's cache, whose checksum is checked.
 * @throws InputError with the cure if there is none, or it is damaged
 */
export async function findModelFolder(options: FindModelOptions): Promise<string> {
  checkOptions('findModelFolder', options, ['model', 'onProgress', 'signal']);
  const { model, onProgress, signal } = options;
  if (model === undefined || model === defaultModel.name || model === defaultModel.hubName)
    return defaultFolder();
  const looksLikeHubName = /^[\w.-]+\/[\w.-]+$/.test(model) && !model.startsWith('.');
  if (existsSync(model) || !looksLikeHubName) {
    checkFolder(model, 'name a folder, or a model of the Hugging Face hub as organisation/name');
    return model;
  }
  const folder = join(cacheFolder(), 'models', model.replace('/', '--'));
  await downloadModel({ name: model, folder, files: modelFiles, onProgress, signal });
  checkFolder(folder, 'delete it and try again');
  return folder;
}
