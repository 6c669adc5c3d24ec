import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asSetupError, SetupError } from '../failure.mjs';
import { addonPath, compileAddon } from '../tensorflow-addon.mjs';
import { fetchLibrary, hasLibraryWheel, linkLibrary, tensorflowVersion } from '../tensorflow-library.mjs';

const packageFolder = ({ root }) => join(root, 'node_modules', '@tensorflow', 'tfjs-node');

const trial = `
const util = require('node:util');
util.isNullOrUndefined = (value) => value === null || value === undefined;
const tf = require('@tensorflow/tfjs-node');
const sum = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).sum().dataSync()[0];
if (sum !== 12 || tf.getBackend() !== 'tensorflow') throw new Error('a product of ones gave ' + sum + ' on ' + tf.getBackend());
`;

/** Loads the addon in a process of its own and multiplies two matrices. */
function tryOut(job) {
  return job.command({ command: process.execPath, args: ['-e', trial], timeoutSeconds: 120 });
}

async function fromWheel(context, job) {
  await fetchLibrary(context, job);
  linkLibrary(context, packageFolder(context));
  await compileAddon(context, job, packageFolder(context));
  await tryOut(job);
}

/** The package's own installation: an older libtensorflow with a ready-made addon, from Google's storage. */
async function fromOfficialDownload(context, job) {
  for (const part of ['deps', 'lib'])
    rmSync(join(packageFolder(context), part), { recursive: true, force: true });
  await job.command({
    command: 'npm',
    args: ['rebuild', '@tensorflow/tfjs-node', '--foreground-scripts'],
    timeoutSeconds: 900,
  });
  await tryOut(job);
}

export const nativeTensorflow = {
  name: 'tensorflow',
  title: hasLibraryWheel
    ? `native TensorFlow ${tensorflowVersion}: library from its Python wheel, addon compiled here`
    : 'native TensorFlow: tfjs-node’s official download',
  download: hasLibraryWheel ? '274 MB' : 'up to 300 MB',
  needsBytes: 1.6e9,

  inputs: (context) => [
    readFileSync(join(packageFolder(context), 'package.json'), 'utf8').match(/"version": "(.+?)"/)[1],
    hasLibraryWheel ? tensorflowVersion : 'official',
    process.platform,
    process.arch,
  ],

  products(context) {
    const libraries = join(packageFolder(context), 'deps', 'lib');
    return [
      addonPath(packageFolder(context)),
      ...readdirSync(libraries).map((name) => join(libraries, name)),
    ];
  },

  /** An addon that someone built by hand, where it loads and computes. */
  adopt(context) {
    return spawnSync(process.execPath, ['-e', trial], { cwd: context.root, timeout: 60_000 }).status === 0;
  },

  async run(context, job) {
    if (!hasLibraryWheel) return fromOfficialDownload(context, job);
    try {
      await fromWheel(context, job);
    } catch (thrown) {
      const first = asSetupError(thrown);
      if (first.code === 'disk-full') throw first;
      job.note(`that failed (${first.message.split('\n')[0]}); trying tfjs-node’s official download`);
      await fromOfficialDownload(context, job).catch((error) => {
        const second = asSetupError(error);
        throw new SetupError({
          code: first.code,
          problem: `${first.message}\n  and the official download failed too: ${second.message.split('\n')[0]}`,
          cure: first.cure,
          log: job.log,
        });
      });
    }
  },
};
