/**
 * The notebooks' kernel: tslab, started so that `import { … } from 'recdistill'` works in every front end. Run by
 * Jupyter as `node dist/notebook/kernel.js --config-path <connection file>`; set-up writes that into the kernelspec.
 */
import { resolve } from 'node:path';
import { startKernel } from 'tslab/dist/main.js';
import '../node-polyfill';
import { findEarlierVariables } from './earlier-cells';

function connectionFile(words: readonly string[]): string {
  const at = words.indexOf('--config-path');
  if (at >= 0 && words[at + 1]) return resolve(words[at + 1]);
  throw new Error(`kernel: expected --config-path <connection file>, found "${words.join(' ')}"`);
}

const configPath = connectionFile(process.argv.slice(2));
// tslab resolves imports, and reads types, from its working directory only
process.chdir(resolve(__dirname, '..', '..'));
startKernel({ configPath, enableFindLocal: false, jsKernel: false, globalVersion: '' });
findEarlierVariables(
  (globalThis as unknown as { __tslab__: { exports: Record<string, unknown> } }).__tslab__.exports,
);
