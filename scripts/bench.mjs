// Bundles one benchmark of bench/ and runs it: `npm run bench -- encode`; without a name, lists them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const helpers = /-work|-worker|side-by-side/;
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts') && !helpers.test(file))
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`${name ? `There is no benchmark "${name}". ` : ''}The benchmarks: ${names.join(', ')}.`);
  process.exit(2);
}
const outfile = join(root, 'dist', 'bench', `${name}.cjs`);
buildSync({
  entryPoints: [join(root, 'bench', `${name}.ts`)],
  bundle: true,
  platform: 'node',
  packages: 'external',
  outfile,
  logLevel: 'warning',
});
process.exit(spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit', cwd: root }).status ?? 1);
