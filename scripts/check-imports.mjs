// Holds the arrows between the folders of src/: imports run downwards only. Part of `npm run lint`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const bottom = ['errors', 'random', 'version', 'node-polyfill', 'files', 'tensor'];
const middle = [...bottom, 'data', 'language', 'train', 'models', 'distill', 'evaluate'];

/** What each folder, or file, right under src/ may import besides itself. */
export const allowed = {
  errors: [],
  random: ['errors'],
  version: [],
  'node-polyfill': [],
  files: ['errors', 'random'],
  tensor: bottom,
  data: bottom,
  language: bottom,
  train: bottom,
  models: [...bottom, 'data', 'language', 'train'],
  distill: [...bottom, 'data', 'train', 'models'],
  evaluate: ['errors', 'random', 'files'],
  student: [],
  plot: middle,
  pipeline: [...middle, 'plot'],
  track: [...middle, 'plot', 'pipeline'],
  deploy: [...middle, 'student', 'plot'],
  sweep: [...middle, 'plot', 'track', 'pipeline'],
  notebook: [...middle, 'student', 'plot', 'track', 'pipeline', 'deploy', 'sweep'],
  cli: [...middle, 'student', 'plot', 'track', 'pipeline', 'deploy', 'sweep', 'notebook'],
  index: [...middle, 'student', 'plot', 'track', 'pipeline', 'deploy', 'sweep', 'notebook'],
};

function sourceFiles(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

const partOf = (source, path) =>
  relative(source, path)
    .split(sep)[0]
    .replace(/\.(ts|js)$/, '');

function faultsOf(source, path) {
  const text = readFileSync(path, 'utf8');
  const from = partOf(source, path);
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const where = `${relative(dirname(source), path)}:${text.slice(0, pos).split('\n').length}`;
    if (!(from in allowed))
      return [`${where}: "${from}" has no place among the folders; give it one in scripts/check-imports.mjs`];
    if (!fileName.startsWith('.'))
      return from === 'student'
        ? [`${where}: student stands on nothing, but imports the package "${fileName}"`]
        : [];
    const to = partOf(source, resolve(dirname(path), fileName));
    if (to === from || allowed[from].includes(to)) return [];
    return [`${where}: ${from} may not import ${to} (it may: ${allowed[from].join(', ') || 'nothing'})`];
  });
}

/** One line for each import under the folder that runs upwards. */
export function forbiddenImports(source) {
  return [...new Set(sourceFiles(source).flatMap((path) => faultsOf(source, path)))];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = forbiddenImports(join(dirname(fileURLToPath(import.meta.url)), '..', 'src'));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length ? 1 : 0;
}
