import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../atomic-json.mjs';
import { findOnPath } from '../context.mjs';
import { SetupError } from '../failure.mjs';

function lockedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).filter(
    ([path, entry]) => path.startsWith('node_modules/') && !entry.optional,
  );
}

/** The npm that belongs to the Node that runs this, else the first on PATH. */
function findNpm(context) {
  const npm = findOnPath('npm', context.env);
  if (npm) return npm;
  throw new SetupError({
    code: 'no-npm',
    problem: 'npm was not found beside Node or on PATH',
    cure: 'Install npm (it comes with Node from https://nodejs.org; on Debian: sudo apt install npm), then run this again.',
  });
}

export const npmPackages = {
  name: 'npm',
  title: 'npm packages, from package-lock.json',
  download: 'up to 270 MB',
  needsBytes: 1.2e9,

  inputs: ({ root }) => [
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
    process.platform,
    process.arch,
  ],

  products: ({ root }) => [
    join(root, 'node_modules', '.package-lock.json'),
    ...lockedPackages(root).map(([path]) => join(root, path, 'package.json')),
  ],

  /** Packages that someone installed by hand, each at its locked version. */
  adopt({ root }) {
    const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
    if (!installed) return false;
    return lockedPackages(root).every(
      ([path, entry]) =>
        (entry.link || installed[path]?.version === entry.version) &&
        existsSync(join(root, path, 'package.json')),
    );
  },

  async run(context, job) {
    // install scripts are left out: the one that matters, tfjs-node's, is the business of the TensorFlow step
    await job.command({
      command: findNpm(context),
      args: [
        'ci',
        '--ignore-scripts',
        '--include=dev',
        '--include=optional',
        '--no-audit',
        '--no-fund',
        '--no-progress',
      ],
      timeoutSeconds: 1800,
    });
  },
};
