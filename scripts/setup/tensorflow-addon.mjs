import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './context.mjs';
import { SetupError } from './failure.mjs';

function findCompiler(env) {
  const named = env.CXX && !env.CXX.includes(' ') ? [env.CXX] : [];
  const compiler = [...named, 'c++', 'g++', 'clang++'].map((name) =>
    name.includes('/') ? name : findOnPath(name, env),
  );
  const found = compiler.find(Boolean);
  if (found) return found;
  throw new SetupError({
    code: 'no-compiler',
    problem: 'no C++ compiler was found (looked for c++, g++, clang++)',
    cure: `Install one, then run this again:
    Debian, Ubuntu   sudo apt install g++
    Fedora           sudo dnf install gcc-c++`,
  });
}

/** The folder that Node loads the addon from; Node-API is stable, so that one build serves every Node. */
export const addonPath = (packageFolder) => join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node');

/**
 * Compiles the package's two sources, in one call and without node-gyp, whose Makefiles break on a space in the path
 * and which would ask for Python and make.
 */
export async function compileAddon(context, job, packageFolder) {
  const compiler = findCompiler(context.env);
  const source = join(packageFolder, 'binding');
  const target = addonPath(packageFolder);
  const partial = `${target}.partial`;
  mkdirSync(join(packageFolder, 'lib', 'napi-v8'), { recursive: true });
  job.note(`compiling its Node addon (${compiler})`);
  await job.command({
    command: compiler,
    args: [
      ...['-shared', '-fPIC', '-O2', '-std=gnu++17', '-fno-rtti', '-fno-exceptions', '-pthread', '-w'],
      ...['-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
      ...['-I', join(context.root, 'node_modules', 'node-api-headers', 'include')],
      ...['-I', join(packageFolder, 'deps', 'include')],
      ...[join(source, 'tfjs_backend.cc'), join(source, 'tfjs_binding.cc')],
      ...['-L', join(packageFolder, 'deps', 'lib'), '-ltensorflow', '-ltensorflow_framework'],
      ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', partial],
    ],
    timeoutSeconds: 900,
  });
  renameSync(partial, target);
}
