import { spawnSync } from 'node:child_process';
import { findOnPath } from './context.mjs';
import { SetupError } from './failure.mjs';

const oldest = [3, 10];
const names = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const question = `import sys, importlib.util as u
print(sys.version_info[0], sys.version_info[1], all(u.find_spec(m) for m in ("venv", "ensurepip")), sys.executable)`;

/** Asks an interpreter who it is; undefined where it does not answer as a Python 3 does. */
export function inspectPython(path, env) {
  const { status, stdout } = spawnSync(path, ['-c', question], { env, encoding: 'utf8', timeout: 20_000 });
  const answer = status === 0 && /^(\d+) (\d+) (True|False) (.+)$/m.exec(stdout);
  if (!answer) return undefined;
  const version = [Number(answer[1]), Number(answer[2])];
  const isNewEnough = version[0] === oldest[0] && version[1] >= oldest[1];
  return {
    path: answer[4].trim(),
    version: version.join('.'),
    isNewEnough,
    canMakeEnvironments: answer[3] === 'True',
  };
}

const howToInstall = `Install Python 3.10 or newer, then run this again:
    Debian, Ubuntu   sudo apt install python3 python3-venv
    Fedora           sudo dnf install python3
    macOS            brew install python
    Windows          https://www.python.org/downloads
  One that is not on PATH can be named: RECDISTILL_PYTHON=/path/to/python3`;

/**
 * The Python that a virtual environment is to be made from.
 * @throws SetupError where there is none, all are too old, or none has the venv module
 */
export function findPython(env) {
  const wanted = env.RECDISTILL_PYTHON ? [env.RECDISTILL_PYTHON] : names.map((name) => findOnPath(name, env));
  const found = wanted.filter(Boolean).flatMap((path) => inspectPython(path, env) ?? []);
  const usable = found.filter((python) => python.isNewEnough);
  const complete = usable.find((python) => python.canMakeEnvironments);
  if (complete) return complete;
  if (usable.length)
    throw new SetupError({
      code: 'no-venv',
      problem: `${usable[0].path} (Python ${usable[0].version}) lacks the modules venv and ensurepip`,
      cure: `Install them, then run this again. Debian, Ubuntu: sudo apt install python${usable[0].version}-venv`,
    });
  if (found.length)
    throw new SetupError({
      code: 'python-too-old',
      problem: `Python 3.10 or newer is needed; found ${found.map((p) => `${p.version} (${p.path})`).join(', ')}`,
      cure: howToInstall,
    });
  throw new SetupError({
    code: 'no-python',
    problem: env.RECDISTILL_PYTHON
      ? `RECDISTILL_PYTHON is ${env.RECDISTILL_PYTHON}, which does not answer as a Python 3`
      : `no Python was found on PATH (looked for ${names.join(', ')})`,
    cure: howToInstall,
  });
}
