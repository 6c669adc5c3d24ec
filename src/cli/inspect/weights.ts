import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../files/cache-folder';
import { sha256File } from '../../files/hash';
import { defaultModel } from '../../language/default-model';
import type { Finding } from './finding';

/** The default teacher's weights, and whether their sha256 is the pinned one. */
export async function inspectWeights(): Promise<Finding> {
  const folder = process.env.RECDISTILL_MODEL_DIR || join(cacheFolder(), 'models', defaultModel.name);
  const path = join(folder, 'model.safetensors');
  const found = { key: 'weights', title: 'Weights', facts: { model: defaultModel.name, path } } as const;
  if (!existsSync(path))
    return { ...found, state: 'missing', text: `none at ${path}`, cure: 'node scripts/setup.mjs' };
  const sha256 = await sha256File(path);
  const isPinned = sha256 === defaultModel.sha256;
  return {
    ...found,
    state: isPinned ? 'ok' : 'missing',
    text: `${defaultModel.name}, sha256 ${isPinned ? 'as pinned' : `${sha256}, expected ${defaultModel.sha256}`} (${folder})`,
    ...(isPinned ? {} : { cure: 'delete that file, then node scripts/setup.mjs --redo weights' }),
    facts: { ...found.facts, sha256, isPinned },
  };
}
