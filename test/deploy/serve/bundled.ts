import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..', '..', '..');

/** Bundles the command line and the threads' program into a folder; both run by plain Node. */
export function bundleInto(folder: string): { readonly cli: string; readonly worker: string } {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  buildSync({
    entryPoints: {
      'score-worker': join(root, 'src', 'deploy', 'serve', 'score-worker.ts'),
      cli: join(root, 'src', 'cli', 'index.ts'),
    },
    ...{ bundle: true, platform: 'node', packages: 'external', outdir: folder, logLevel: 'error' },
  });
  return { cli: join(folder, 'cli.js'), worker: join(folder, 'score-worker.js') };
}
