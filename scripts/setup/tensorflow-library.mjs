import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { unpackFromWheel } from './pip-download.mjs';

/** The libtensorflow that everyone on Linux gets. */
export const tensorflowVersion = '2.21.0';

const packages = { x64: 'tensorflow-cpu', arm64: 'tensorflow' };
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const headers = ['tensorflow', 'tsl', 'xla'];

export const hasLibraryWheel = process.platform === 'linux' && process.arch in packages;

export const libraryFolder = (context) =>
  join(context.root, '.recdistill', 'libtensorflow', tensorflowVersion);

/** Fetches the wheel and keeps its libraries and headers; the folder appears whole or not at all. */
export async function fetchLibrary(context, job) {
  const folder = libraryFolder(context);
  if (existsSync(folder)) return;
  const partial = `${folder}.partial`;
  await unpackFromWheel(context, job, {
    requirement: `${packages[process.arch]}==${tensorflowVersion}`,
    pip: ['--python-version', '3.12'],
    prefixes: [
      ...libraries.map((name) => `tensorflow/${name}`),
      ...headers.map((name) => `tensorflow/include/${name}/`),
    ],
    endings: ['.h', ...libraries],
    target: partial,
  });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(join(partial, 'tensorflow'), folder);
  rmSync(partial, { recursive: true, force: true });
}

/** Lays out the package's deps/ as its build and its run-time search path expect it, with links that survive a move. */
export function linkLibrary(context, packageFolder) {
  const folder = libraryFolder(context);
  const deps = join(packageFolder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  const link = (to, from) => symlinkSync(relative(dirname(from), to), from);
  for (const part of ['include', 'lib']) mkdirSync(join(deps, part), { recursive: true });
  for (const name of headers) link(join(folder, 'include', name), join(deps, 'include', name));
  for (const name of libraries) link(join(folder, name), join(deps, 'lib', name));
  link(join(deps, 'lib', libraries[0]), join(deps, 'lib', 'libtensorflow.so'));
  link(join(deps, 'lib', libraries[0]), join(deps, 'lib', 'libtensorflow.so.2.9.1'));
  link(join(deps, 'lib', libraries[1]), join(deps, 'lib', 'libtensorflow_framework.so'));
}
