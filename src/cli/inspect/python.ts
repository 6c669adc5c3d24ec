import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonOfProject } from '../../notebook/project-folder';
import type { Finding } from './finding';

const question = `
import importlib.metadata as m, json, platform, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
packages = ["jupyterlab", "nbclient", "nbconvert", "plotly"]
print(json.dumps({"version": platform.python_version(), "path": sys.executable, "prefix": sys.prefix,
                  "packages": {name: version(name) for name in packages}}))`;

interface Answer {
  readonly version: string;
  readonly path: string;
  readonly prefix: string;
  readonly packages: Readonly<Record<string, string | null>>;
}

const cure = 'node scripts/setup.mjs';

function ask(): Answer | string {
  try {
    const { status, stdout, stderr } = spawnSync(pythonOfProject(), ['-c', question], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    return status === 0 ? JSON.parse(stdout) : `does not run: ${stderr.trim().split('\n').at(-1)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function missing(key: string, title: string, text: string): Finding {
  return { key, title, state: 'missing', text, cure, facts: {} };
}

export function inspectPython(): Finding {
  const answer = ask();
  if (typeof answer === 'string') return missing('python', 'Python', answer);
  const { version, path, prefix } = answer;
  return {
    key: 'python',
    title: 'Python',
    state: 'ok',
    text: `${version} (${path})`,
    facts: { version, path, prefix },
  };
}

export function inspectJupyter(): Finding {
  const answer = ask();
  if (typeof answer === 'string') return missing('jupyter', 'Jupyter', 'no Python environment');
  const entries = Object.entries(answer.packages);
  const absent = entries.filter(([, version]) => version === null).map(([name]) => name);
  const text = entries.map(([name, version]) => `${name} ${version ?? 'MISSING'}`).join(', ');
  return absent.length
    ? { ...missing('jupyter', 'Jupyter', text), facts: answer.packages }
    : { key: 'jupyter', title: 'Jupyter', state: 'ok', text, facts: answer.packages };
}

export function inspectKernel(): Finding {
  const answer = ask();
  if (typeof answer === 'string') return missing('kernel', 'Kernel', 'no Python environment');
  const path = join(answer.prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
  if (!existsSync(path)) return missing('kernel', 'Kernel', `no kernelspec at ${path}`);
  const argv: string[] = JSON.parse(readFileSync(path, 'utf8')).argv;
  const gone = argv.slice(0, 2).find((file) => !existsSync(file));
  if (gone !== undefined) return missing('kernel', 'Kernel', `${path} names ${gone}, which is gone`);
  return {
    key: 'kernel',
    title: 'Kernel',
    state: 'ok',
    text: `tslab (${path})`,
    facts: { name: 'tslab', path, argv },
  };
}
