import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeTextAtomic } from '../atomic-json.mjs';

const folder = ['src', 'student', 'wasm'];
const sourceOf = (root) => join(root, ...folder, 'assembly');
const productOf = (root) => join(root, ...folder, 'scan-bytes.ts');

/** The compiled bytes as a module that any loader of JavaScript takes. */
const moduleOf = (bytes) => `// Made from assembly/scan.ts by the set-up.
export const scanBytes =
  '${bytes.toString('base64')}';
`;

export const studentScan = {
  name: 'student-scan',
  title: "the students' scan, AssemblyScript to WebAssembly",

  inputs({ root }) {
    const names = existsSync(sourceOf(root)) ? readdirSync(sourceOf(root)).sort() : [];
    const compiler = join(root, 'node_modules', 'assemblyscript', 'package.json');
    const files = [compiler, ...names.map((name) => join(sourceOf(root), name))];
    return files.flatMap((path) => [relative(root, path), readFileSync(path, 'latin1')]);
  },

  products: ({ root }) => [productOf(root)],

  async run({ root, work }, job) {
    const compiled = join(work, 'scan.wasm');
    rmSync(compiled, { force: true });
    await job.command({
      command: process.execPath,
      args: [
        join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js'),
        join(...folder, 'assembly', 'scan.ts'),
        ...['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--outFile', compiled],
      ],
      timeoutSeconds: 120,
    });
    writeTextAtomic(productOf(root), moduleOf(readFileSync(compiled)));
  },
};
