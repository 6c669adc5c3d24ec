import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PageManifest } from './manifest';

const site = join(__dirname, 'site');

/** The student's ES modules where the library is built, else their sources. */
function studentEntry(): string {
  const folder = resolve(__dirname, '..', '..', 'student');
  const built = join(folder, 'index.mjs');
  return existsSync(built) ? built : join(folder, 'index.ts');
}

/** JSON that cannot end the script element that it stands in. */
const embedded = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');

/** Builds the page's code and styles into a folder, with what it was built with in its HTML. */
export async function bundleSite(options: {
  readonly manifest: PageManifest;
  readonly pageFolder: string;
}): Promise<void> {
  const { manifest, pageFolder } = options;
  const { build } = await import('vite');
  await build({
    ...{ root: site, base: './', configFile: false, envDir: false, publicDir: false, logLevel: 'silent' },
    resolve: { alias: { 'recdistill/student': studentEntry() } },
    build: {
      ...{ outDir: pageFolder, emptyOutDir: false, target: 'es2022', assetsInlineLimit: 0 },
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { page: join(site, 'index.html'), 'service-worker': join(site, 'service-worker.mts') },
        output: {
          // a worker rules over the folder that it lies in
          entryFileNames: ({ name }) =>
            name === 'service-worker' ? '[name].js' : join('assets', '[name]-[hash].js'),
        },
      },
    },
    plugins: [
      {
        name: 'recdistill-manifest',
        transformIndexHtml: (html) =>
          html.replace(
            '<!-- manifest -->',
            () => `<script type="application/json" id="manifest">${embedded(manifest)}</script>`,
          ),
      },
    ],
  });
}
