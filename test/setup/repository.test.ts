import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScript } from './scripts';

const root = resolve(__dirname, '..', '..');
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface LockEntry {
  version: string;
  optionalDependencies?: Record<string, string>;
}

interface Requirements {
  readRequirements(root: string): string[];
  missingRequirements(prefix: string, requirements: string[]): string[];
}

interface ImportCheck {
  forbiddenImports(source: string): string[];
}

interface TestCount {
  countTests(report: unknown): unknown;
}

function withFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'repository-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe('package-lock.json', () => {
  const packages: Record<string, LockEntry> = readJson('package-lock.json').packages;

  test('names every optional package, also those of other platforms, as npm ci demands', () => {
    const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const optional = Object.values(packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    expect(optional.length).toBeGreaterThan(0);
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  test('holds the versions that package.json pins', () => {
    const { dependencies, devDependencies } = readJson('package.json');
    for (const [name, version] of Object.entries<string>({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^(\d+\.\d+\.\d+|file:\.)$/);
      if (!version.startsWith('file:')) expect(packages[`node_modules/${name}`].version, name).toBe(version);
    }
  });
});

describe('environment.yml', () => {
  test('pins every package', async () => {
    const { readRequirements } = await loadScript<Requirements>('setup/requirements.mjs');
    const requirements = readRequirements(root);
    expect(requirements.length).toBeGreaterThan(80);
    for (const line of requirements) expect(line).toMatch(/^[\w.-]+==\d[\w.]*(; \w+ [<=]=? "[\w.]+")?$/);
  });

  test('a package is missing when it is absent or of another version, however its name is spelled', async () => {
    const { missingRequirements } = await loadScript<Requirements>('setup/requirements.mjs');
    withFolder((prefix) => {
      for (const name of ['Send2Trash-2.2.0', 'jupyter_core-5.9.1', 'nbclient-0.10.0'])
        mkdirSync(join(prefix, 'lib', 'python3.12', 'site-packages', `${name}.dist-info`), {
          recursive: true,
        });
      const wanted = [
        'Send2Trash==2.2.0',
        'jupyter-core==5.9.1',
        'nbclient==0.11.0',
        'tomli==2.5.0; python_version < "3.11"',
      ];
      expect(missingRequirements(prefix, wanted)).toEqual(['nbclient==0.11.0']);
    });
  });
});

describe('the import arrows', () => {
  test('hold in src/', async () => {
    const { forbiddenImports } = await loadScript<ImportCheck>('check-imports.mjs');
    expect(forbiddenImports(join(root, 'src'))).toEqual([]);
  });

  test('an import that runs upwards is named with its line', async () => {
    const { forbiddenImports } = await loadScript<ImportCheck>('check-imports.mjs');
    withFolder((folder) => {
      write(
        join(folder, 'src/data/a.ts'),
        "import { b } from './b';\nimport { x } from '../errors';\nimport type { M } from '../models/m';\n",
      );
      write(join(folder, 'src/data/b.ts'), "export const later = () => import('../cli/index.js');\n");
      write(join(folder, 'src/student/s.ts'), "import tf from '@tensorflow/tfjs';\n");
      write(join(folder, 'src/attic/t.ts'), "export { x } from '../errors';\n");
      expect(
        forbiddenImports(join(folder, 'src'))
          .map((line) => line.split(' (')[0])
          .sort(),
      ).toEqual([
        'src/attic/t.ts:1: "attic" has no place among the folders; give it one in scripts/check-imports.mjs',
        'src/data/a.ts:3: data may not import models',
        'src/data/b.ts:1: data may not import cli',
        'src/student/s.ts:1: student stands on nothing, but imports the package "@tensorflow/tfjs"',
      ]);
    });
  });
});

test('the closing line counts a file that could not be loaded as one failed', async () => {
  const { countTests } = await loadScript<TestCount>('test-count.mjs');
  const file = (status: string, ...states: string[]) => ({
    status,
    assertionResults: states.map((s) => ({ status: s })),
  });
  const testResults = [
    file('passed', 'passed', 'passed', 'skipped', 'todo'),
    file('failed', 'failed', 'passed'),
    file('failed'),
  ];
  expect(countTests({ testResults })).toEqual({ passed: 3, failed: 2, skipped: 2 });
});
