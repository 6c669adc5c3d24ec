// Bundles the student for browsers, Deno and Bun: node bundle-student.mjs <entry> <folder>
// Writes <folder>/index.mjs, and beside it what each task needs, as modules that index.mjs imports on demand.
import { build } from 'esbuild';

const [entry, folder] = process.argv.slice(2);

await build({
  entryPoints: { index: entry },
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  // Fields are set by the constructors; declared once more they would only be longer.
  tsconfigRaw: { compilerOptions: { target: 'es2022', useDefineForClassFields: false } },
  logLevel: 'warning',
});
