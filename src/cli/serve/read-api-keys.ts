import { readFileSync } from 'node:fs';
import { InputError } from '../../errors';
import type { ServeFlags } from './serve-flags';

function keysIn(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`--api-key-file ${path}: expected a file of keys, found: ${reason}`);
  }
  const keys = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (keys.length > 0) return keys;
  throw new InputError(`--api-key-file ${path}: expected a key a line, found none`);
}

/** The keys that clients may send; they never stand in the command, which shells and process lists keep. */
export function readApiKeys({ apiKeyEnv, apiKeyFile }: ServeFlags): string[] {
  const keys = apiKeyFile === undefined ? [] : keysIn(apiKeyFile);
  if (apiKeyEnv === undefined) return keys;
  const key = process.env[apiKeyEnv]?.trim();
  if (key) return [...keys, key];
  throw new InputError(`--api-key-env ${apiKeyEnv}: expected a key in the environment, found none`);
}
