import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const own = join(__dirname, '..', '..', '.venv', 'bin', 'python');

/** A Python that has the package, from RECDISTILL_TRACKING_PYTHON or the project's environment; null with a printed reason. */
export function pythonWith(name: 'tensorboard' | 'mlflow' | 'wandb'): string | null {
  const python = process.env.RECDISTILL_TRACKING_PYTHON ?? own;
  const find = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`;
  if (existsSync(python) && spawnSync(python, ['-c', find]).status === 0) return python;
  console.log(
    `no ${name} in ${python} (pip install ${name} in an environment, and RECDISTILL_TRACKING_PYTHON=<its python>): what needs it is skipped`,
  );
  return null;
}
