import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of environment.yml's pip section: one package a line, pinned, with its marker where it has one. */
export function readRequirements(root) {
  const lines = readFileSync(join(root, 'environment.yml'), 'utf8').split('\n');
  const start = lines.findIndex((line) => /^\s*- pip:\s*$/.test(line));
  const requirements = lines.slice(start + 1).flatMap((line) => /^\s{4,}- (.+?)\s*$/.exec(line)?.[1] ?? []);
  if (start < 0 || requirements.length === 0)
    throw new Error('environment.yml: expected a "- pip:" section with packages');
  return requirements;
}

function sitePackages(prefix) {
  if (process.platform === 'win32') return [join(prefix, 'Lib', 'site-packages')];
  try {
    const versions = readdirSync(join(prefix, 'lib')).filter((name) => /^python3\.\d+$/.test(name));
    return versions.map((name) => join(prefix, 'lib', name, 'site-packages'));
  } catch {
    return [];
  }
}

const normal = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The pinned packages that an environment lacks or has at another version; those with a marker are not looked at. */
export function missingRequirements(prefix, requirements) {
  const installed = new Set();
  for (const folder of sitePackages(prefix))
    try {
      for (const entry of readdirSync(folder)) {
        const parts = /^(.+)-([^-]+)\.dist-info$/.exec(entry);
        if (parts) installed.add(`${normal(parts[1])}==${parts[2]}`);
      }
    } catch {
      // no such folder: nothing is installed there
    }
  const wanted = requirements.filter((line) => !line.includes(';')).map((line) => line.split('=='));
  return wanted.map(([name, version]) => `${normal(name)}==${version}`).filter((pin) => !installed.has(pin));
}
