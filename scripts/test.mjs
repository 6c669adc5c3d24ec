// What `npm test` runs once set-up is done: type check, lint, every test; words that follow go to vitest.
// The last line is "N passed, N failed, N skipped"; a failed check counts as one failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTests } from './test-count.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const inPackage = (...path) => join(root, 'node_modules', ...path);

function runNode(title, words) {
  console.log(`\n== ${title}`);
  return (
    spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  );
}

function runTests(words) {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-test-'));
  const report = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const isDone = runNode('tests', [inPackage('vitest', 'vitest.mjs'), 'run', ...reporters, ...words]);
  try {
    return { ...countTests(JSON.parse(readFileSync(report, 'utf8'))), isDone };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, isDone: false };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checks = [
  runNode('types', [inPackage('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']),
  runNode('types of the page', [inPackage('typescript', 'bin', 'tsc'), '-p', 'src/deploy/page/site']),
  runNode('lint', [inPackage('@biomejs', 'biome', 'bin', 'biome'), 'check', '.']),
  runNode('import arrows', [join(root, 'scripts', 'check-imports.mjs')]),
];
const tests = runTests(process.argv.slice(2));
const failed = tests.failed + checks.filter((isGood) => !isGood).length;
console.log(`\n${tests.passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.exitCode = failed > 0 || tests.passed === 0 || !tests.isDone ? 1 : 0;
