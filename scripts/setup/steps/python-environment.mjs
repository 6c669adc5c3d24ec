import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonAtomic, writeTextAtomic } from '../atomic-json.mjs';
import { SetupError } from '../failure.mjs';
import { findPython, inspectPython } from '../python-search.mjs';
import { missingRequirements, readRequirements } from '../requirements.mjs';

const pythonIn = (prefix) =>
  process.platform === 'win32' ? join(prefix, 'python.exe') : join(prefix, 'bin', 'python');
const pythonInVenv = (prefix) =>
  process.platform === 'win32' ? join(prefix, 'Scripts', 'python.exe') : pythonIn(prefix);

/**
 * The active conda environment, where it was made from environment.yml: by its name or by what it holds. Any other
 * (base, another project's) is left alone, as installing there would change it.
 */
function activeConda({ root, env }) {
  const prefix = env.CONDA_PREFIX;
  if (!prefix || env.CONDA_DEFAULT_ENV === 'base' || !existsSync(pythonIn(prefix))) return undefined;
  const isOurs =
    env.CONDA_DEFAULT_ENV === 'recdistill' ||
    missingRequirements(prefix, readRequirements(root)).length === 0;
  return isOurs ? prefix : undefined;
}

function target(context) {
  const conda = activeConda(context);
  if (conda) return { kind: 'conda', prefix: conda, python: pythonIn(conda) };
  const prefix = join(context.root, '.venv');
  return { kind: 'venv', prefix, python: pythonInVenv(prefix) };
}

/** An environment that an earlier run finished is only brought up to date; anything else is made anew. */
async function makeVenv(context, job, { prefix, python }, wasInterrupted) {
  const isOurs = !wasInterrupted && context.environment()?.root === context.root;
  if (isOurs && inspectPython(python, context.env)?.isNewEnough) return;
  const base = findPython(context.env);
  job.note(`virtual environment from Python ${base.version} (${base.path})`);
  try {
    await job.command({ command: base.path, args: ['-m', 'venv', '--clear', prefix], timeoutSeconds: 300 });
  } catch (error) {
    if (!/ensurepip/.test(error.message)) throw error;
    throw new SetupError({
      code: 'no-venv',
      problem: error.message,
      cure: `Install Python’s venv module, then run this again. Debian, Ubuntu: sudo apt install python${base.version}-venv`,
      log: job.log,
    });
  }
}

async function installPackages(context, job, { python }) {
  const list = join(context.work, 'requirements.txt');
  writeTextAtomic(list, `${readRequirements(context.root).join('\n')}\n`);
  // every package that is needed is in the list, so that pip has nothing to choose
  await job.command({
    command: python,
    args: [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-deps',
      '--no-compile',
      '--progress-bar',
      'off',
      '-r',
      list,
    ],
    timeoutSeconds: 1800,
  });
}

export const pythonEnvironment = {
  name: 'python',
  title: 'Python environment, from environment.yml (JupyterLab, the notebooks’ runner)',
  download: 'up to 60 MB',
  needsBytes: 0.5e9,

  inputs: (context) => [
    readFileSync(join(context.root, 'environment.yml'), 'utf8'),
    context.root,
    target(context).prefix,
    missingRequirements(target(context).prefix, readRequirements(context.root)).join(' '),
  ],

  products: (context) => [context.environmentFile, target(context).python],

  adopt(context) {
    const found = target(context);
    if (missingRequirements(found.prefix, readRequirements(context.root)).length > 0) return false;
    if (!inspectPython(found.python, context.env)?.isNewEnough) return false;
    writeJsonAtomic(context.environmentFile, { ...found, root: context.root });
    return true;
  },

  async run(context, job, { wasInterrupted }) {
    const wanted = target(context);
    if (wanted.kind === 'venv') await makeVenv(context, job, wanted, wasInterrupted);
    else job.note(`the active conda environment, ${wanted.prefix}`);
    await installPackages(context, job, wanted);
    writeJsonAtomic(context.environmentFile, { ...wanted, root: context.root });
  },
};
