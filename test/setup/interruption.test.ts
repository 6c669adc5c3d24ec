import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeProject } from './fake-project';

const isAlive = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe.skipIf(process.platform !== 'linux')('set-up', () => {
  let project: FakeProject;
  beforeEach(() => {
    project = new FakeProject();
  });
  afterEach(() => project.remove());

  test('does every step once, and nothing the second time', async () => {
    const first = await project.run({});
    expect(first).toMatchObject({ code: 0, out: 'ran 7\n' });
    expect(project.actions()).toEqual([
      'npm ci',
      'venv',
      'pip install',
      'pip download',
      'unpack',
      'c++',
      'pip download',
      'unpack',
      'asc',
      'tsc',
    ]);
    expect(await project.run({})).toMatchObject({ code: 0, out: 'ran 0\n' });
    expect(project.actions()).toEqual([]);
  });

  test('killed in the middle of any command, it is mended by the next run', async () => {
    let orphan = 0;
    for (const action of ['npm ci', 'venv', 'pip install', 'pip download', 'unpack', 'c++', 'asc', 'tsc']) {
      const killed = project.start({ FAKE_HANG: action });
      const hanging = await project.hanging();
      expect(isAlive(orphan), 'what the last killed run had started').toBe(false);
      killed.kill('SIGKILL');
      orphan = hanging;
    }
    project.actions();
    expect(await project.run({})).toMatchObject({ code: 0, out: 'ran 2\n' });
    expect(isAlive(orphan)).toBe(false);
    expect(project.actions()).toEqual(['tsc']);
    expect(await project.run({})).toMatchObject({ code: 0, out: 'ran 0\n' });
  });

  test('ended by Ctrl-C, it takes what it had started with it', async () => {
    const stopped = project.start({ FAKE_HANG: 'pip install' });
    const orphan = await project.hanging();
    stopped.kill('SIGINT');
    await new Promise((done) => stopped.once('close', done));
    for (let i = 0; i < 100 && isAlive(orphan); i++) await new Promise((next) => setTimeout(next, 20));
    expect(isAlive(orphan)).toBe(false);
  });

  test('two at once: the second waits and finds all done', async () => {
    const [first, second] = await Promise.all([project.run({}), project.run({})]);
    expect([first.out, second.out].sort()).toEqual(['ran 0\n', 'ran 7\n']);
    expect(first.err + second.err).toContain('waiting');
  });

  test('makes again whatever was deleted', async () => {
    await project.run({});
    const deleted = [
      ['node_modules/arquero/package.json', 'npm ci'],
      ['.venv/bin/python', 'venv'],
      ['.venv/lib/python3.12/site-packages/nbclient-0.11.0.dist-info', 'pip install'],
      ['.recdistill/libtensorflow', 'pip download'],
      ['node_modules/@tensorflow/tfjs-node/lib', 'c++'],
      ['../cache/recdistill/models/tiny/tokenizer.json', 'unpack'],
      ['src/student/wasm/scan-bytes.ts', 'asc'],
      ['dist/notebook/kernel.js', 'tsc'],
    ];
    for (const [path, action] of deleted) {
      project.actions();
      rmSync(join(project.root, path), { recursive: true });
      expect(await project.run({}), path).toMatchObject({ code: 0 });
      expect(project.actions(), path).toContain(action);
      expect(existsSync(join(project.root, path)), path).toBe(true);
    }
  });

  test('killed while it compiles the scan, it leaves the module of before', async () => {
    await project.run({});
    const path = join(project.root, 'src/student/wasm/scan-bytes.ts');
    const before = readFileSync(path, 'utf8');
    project.write(join('src', 'student', 'wasm', 'assembly', 'scan.ts'), 'export const a = 1;');
    const killed = project.start({ FAKE_HANG: 'asc' });
    await project.hanging();
    killed.kill('SIGKILL');
    expect(readFileSync(path, 'utf8')).toBe(before);
    await project.run({});
    expect(readFileSync(path, 'utf8')).toContain(Buffer.from('scan').toString('base64'));
  });

  test('makes a file again that was cut short', async () => {
    await project.run({});
    project.actions();
    truncateSync(join(project.root, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'), 3);
    await project.run({});
    expect(project.actions()).toEqual(['c++']);
  });

  test('does a step again when what it is made from has changed, and no other', async () => {
    await project.run({});
    project.actions();
    project.write(join('src', 'index.ts'), 'export const a = 1;');
    await project.run({});
    expect(project.actions()).toEqual(['tsc']);
  });

  test('takes the first Python that is new enough', async () => {
    project.addScript('python3', 'echo 3 8 True /opt/python3.8');
    project.addTool('python3.12', 'python');
    const { code, err } = await project.run({});
    expect(code).toBe(0);
    expect(err).toContain(`virtual environment from Python 3.12 (${join(project.tools, 'python3.12')})`);
  });

  test('uses the active conda environment that was made for it, and leaves others alone', async () => {
    const conda = join(project.base, 'conda');
    mkdirSync(join(conda, 'bin'), { recursive: true });
    symlinkSync(join(project.tools, 'python3'), join(conda, 'bin', 'python'));
    const environment = (): string =>
      JSON.parse(readFileSync(join(project.root, '.recdistill', 'environment.json'), 'utf8')).prefix;

    await project.run({ CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: 'base' });
    expect(environment()).toBe(join(project.root, '.venv'));
    expect(existsSync(join(conda, 'lib'))).toBe(false);

    await project.run({ CONDA_PREFIX: conda, CONDA_DEFAULT_ENV: 'recdistill' });
    expect(environment()).toBe(conda);
    expect(existsSync(join(conda, 'share/jupyter/kernels/tslab/kernel.json'))).toBe(true);
  });

  test('puts the kernel inside the environment, pointing at the project', async () => {
    await project.run({});
    const path = join(project.root, '.venv/share/jupyter/kernels/tslab/kernel.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      argv: [
        process.execPath,
        join(project.root, 'dist/notebook/kernel.js'),
        '--config-path',
        '{connection_file}',
      ],
      display_name: 'TypeScript',
      language: 'typescript',
    });
    expect(existsSync(join(project.base, '.local'))).toBe(false);
  });

  test('weights with another content are fetched again, never used', async () => {
    await project.run({});
    const path = join(project.base, 'cache/recdistill/models/tiny/model.safetensors');
    writeFileSync(path, 'damaged');
    await project.run({});
    expect(readFileSync(path, 'utf8')).toBe('tiny/model/model.safetensors');
  });
});
