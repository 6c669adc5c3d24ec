import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundler = fileURLToPath(new URL('../bundle-student.mjs', import.meta.url));

/** All files under a folder, sorted, so that the same tree gives the same key. */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

export const libraryBuild = {
  name: 'build',
  title: 'TypeScript build, src/ to dist/',
  needsBytes: 0.1e9,

  inputs({ root }) {
    const settings = ['tsconfig.json', 'tsconfig.build.json', 'node_modules/typescript/package.json'];
    const files = [...settings.map((name) => join(root, name)), bundler, ...filesUnder(join(root, 'src'))];
    return files.flatMap((path) => [relative(root, path), readFileSync(path, 'latin1')]);
  },

  products: ({ root }) => filesUnder(join(root, 'dist')),

  async run({ root, work }, job) {
    const partial = join(work, 'dist.partial');
    rmSync(partial, { recursive: true, force: true });
    await job.command({
      command: process.execPath,
      args: [
        join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
        '-p',
        'tsconfig.build.json',
        '--outDir',
        partial,
      ],
      timeoutSeconds: 600,
    });
    for (const path of filesUnder(join(root, 'src'))) {
      if (path.endsWith('.ts')) continue;
      const copy = join(partial, relative(join(root, 'src'), path));
      mkdirSync(dirname(copy), { recursive: true });
      copyFileSync(path, copy);
    }
    await job.command({
      command: process.execPath,
      args: [bundler, join(root, 'src', 'student', 'index.ts'), join(partial, 'student')],
      timeoutSeconds: 120,
    });
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(partial, join(root, 'dist'));
  },
};
