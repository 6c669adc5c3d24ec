import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeProject } from './fake-project';

const setup = resolve(__dirname, '..', '..', 'scripts', 'setup.mjs');

test('an old Node is told which one is needed, and where the found one lies', () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.1' } })`;
  const words = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, setup];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('Node 18.20.1 cannot run this project');
  expect(stderr).toContain(process.execPath);
  expect(stderr).toMatch(/What to do: install Node 20\.19 or newer/);
});

test('an unknown option is refused with the usage, before anything is done', () => {
  const { status, stderr } = spawnSync(process.execPath, [setup, '--fast'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('cannot make sense of "--fast"');
  expect(stderr).toContain('--redo <step>');
});

describe.skipIf(process.platform !== 'linux')('set-up stops with the cure', () => {
  let project: FakeProject;
  beforeEach(() => {
    project = new FakeProject();
  });
  afterEach(() => project.remove());

  const expectStop = async (extra: Record<string, string>, problem: RegExp, cure: RegExp): Promise<void> => {
    const { code, err } = await project.run(extra);
    expect(code).toBe(1);
    expect(err).toMatch(/setup stopped at ".+": /);
    expect(err).toMatch(problem);
    expect(err.slice(err.indexOf('What to do:'))).toMatch(cure);
  };

  test('where there is no Python', async () => {
    project.removeTool('python3');
    await expectStop({}, /no Python was found on PATH/, /sudo apt install python3 python3-venv/);
  });

  test('where Python is too old', async () => {
    project.addScript('python3', 'echo 3 8 True /opt/python3.8');
    await expectStop({}, /3\.10 or newer is needed; found 3\.8 \(\/opt\/python3\.8\)/, /RECDISTILL_PYTHON/);
  });

  test('where Python has no venv module', async () => {
    project.addScript('python3', 'echo 3 11 False /usr/bin/python3');
    await expectStop({}, /lacks the modules venv and ensurepip/, /sudo apt install python3\.11-venv/);
  });

  test('where RECDISTILL_PYTHON names no Python', async () => {
    await expectStop(
      { RECDISTILL_PYTHON: '/nowhere/python' },
      /RECDISTILL_PYTHON is \/nowhere\/python/,
      /Install Python/,
    );
  });

  test('where there is no npm', async () => {
    project.removeTool('npm');
    await expectStop({}, /npm was not found/, /Install npm/);
  });

  test('where there is no compiler, after the official download was tried', async () => {
    project.removeTool('c++');
    await expectStop({}, /no C\+\+ compiler was found/, /sudo apt install g\+\+/);
    expect(project.actions().filter((action) => action === 'npm rebuild')).toHaveLength(1);
  });

  test('where the network is gone during any download', async () => {
    for (const action of ['npm ci', 'pip install', 'pip download']) {
      const words = 'Failed to establish a new connection: [Errno -2] Name or service not known';
      await expectStop(
        { FAKE_FAIL: action, FAKE_WORDS: words },
        /the network, or the package registry, could not be reached/,
        /Check the connection/,
      );
    }
  });

  test('where the disk fills up during any command, and goes on from there', async () => {
    for (const action of ['npm ci', 'venv', 'pip install', 'pip download', 'unpack', 'c++', 'asc', 'tsc'])
      await expectStop(
        { FAKE_FAIL: action, FAKE_WORDS: 'write failed: No space left on device (ENOSPC)' },
        /the disk is full/,
        /Free some space/,
      );
    expect(await project.run({})).toMatchObject({ code: 0, out: 'ran 2\n' });
  });

  test('where RECDISTILL_MODEL_DIR holds another model, naming both sums', async () => {
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) project.write(name, 'other');
    await expectStop(
      { RECDISTILL_MODEL_DIR: project.root },
      /model\.safetensors \(5 bytes\) has sha256 d9298a10\w+, expected [0-9a-f]{64}/,
      /unset it/,
    );
  });

  test('where RECDISTILL_MODEL_DIR lacks a file, naming it', async () => {
    await expectStop({ RECDISTILL_MODEL_DIR: project.root }, /config\.json is missing/, /whole copy/);
  });

  test('with the tail of the log and its path where the cause is unknown', async () => {
    await expectStop(
      { FAKE_FAIL: 'tsc', FAKE_WORDS: 'src/index.ts(1,1): error TS1005' },
      /error TS1005/,
      /lines above/,
    );
    const { err } = await project.run({ FAKE_FAIL: 'tsc', FAKE_WORDS: 'again' });
    expect(err).toContain(join(project.root, '.recdistill', 'setup', 'logs', 'build.log'));
  });
});
