/**
 * The notebooks' kernel: tslab, started so that `import { … } from 'recdistill'` works in every front end. Run by
 * Jupyter as `node dist/notebook/kernel.js --config-path <connection file>`, see scripts/setup/steps/notebook-kernel.mjs.
 */
import { resolve } from 'node:path';
import util from 'node:util';
import { startKernel } from 'tslab/dist/main.js';
import { findEarlierVariables } from './earlier-cells';

function connectionFile(words: readonly string[]): string {
  const at = words.indexOf('--config-path');
  if (at >= 0 && words[at + 1]) return resolve(words[at + 1]);
  throw new Error(`kernel: expected --config-path <connection file>, found "${words.join(' ')}"`);
}

const configPath = connectionFile(process.argv.slice(2));

// TensorFlow.js still calls what Node 23 took away
const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;

// tslab resolves imports and reads types below its working directory only
process.chdir(resolve(__dirname, '..', '..'));

startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: '' });

findEarlierVariables(
  (globalThis as unknown as { __tslab__: { exports: Record<string, unknown> } }).__tslab__.exports,
);
