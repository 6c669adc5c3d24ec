import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { speak } from '../../cli/command-line';
import { bundleInto } from './bundled';
import { ask, post } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel } from './tiny-model';

const folder = suiteFolder();
const model = join(folder, 'model');
let cli: string;

beforeAll(async () => {
  cli = bundleInto(folder).cli;
  await saveTinyModel(model, 1);
  await saveTinyModel(join(folder, 'other'), 2);
});

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: { stdout: string; stderr: string };
  /** Exit code, or signal. */
  readonly ended: Promise<number | string>;
}

/** `recdistill serve` as a process of its own, once it says where it listens. */
async function serving(...words: string[]): Promise<Running> {
  const program = `require(${JSON.stringify(cli)}).main(process.argv.slice(1)).then((code) => { process.exitCode = code; })`;
  const child = spawn(process.execPath, ['-e', program, 'serve', '--port', '0', ...words], {
    env: { ...process.env, SERVE_KEY: 'from the environment' },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (text) => {
      output[name] += text;
    });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, url: /http:\S+/.exec(output.stdout)?.[0] ?? '', output, ended };
}

const request = { user: 'u1', k: 3 };

describe('recdistill serve', () => {
  it('prints one line with the address, answers with threads, and ends with 0 when it is told to', async () => {
    const { url, child, output, ended } = await serving(
      '--model',
      model,
      '--workers',
      '2',
      '--stop-delay',
      '0',
    );
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await post(`${url}/recommend`, request)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.stdout.trim().split('\n')).toEqual([`recdistill serves at ${url} (page: ${url}/docs)`]);
    const lines = output.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ msg }) => msg === 'answered')).toHaveLength(1);
  });

  it('answers as before after a kill that it could not see coming', async () => {
    const first = await serving('--model', model, '--log-level', 'silent');
    const before = (await post(`${first.url}/recommend`, request)).body;
    const flood = Array.from({ length: 20 }, () => post(`${first.url}/recommend`, request).catch(() => null));
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    await Promise.all(flood);
    // the same port is free again at once
    const again = await serving('--model', model, '--log-level', 'silent', '--port', new URL(first.url).port);
    expect(again.url).toBe(first.url);
    expect((await post(`${again.url}/recommend`, request)).body).toEqual(before);
  });

  it('takes a new model on SIGHUP', async () => {
    const living = join(folder, 'living');
    cpSync(model, living, { recursive: true });
    const { url, child } = await serving('--model', `tiny=${living}`, '--look', '0');
    const before = (await post(`${url}/recommend`, request)).body;
    cpSync(join(folder, 'other'), living, { recursive: true });
    expect((await post(`${url}/recommend`, request)).body).toEqual(before);
    child.kill('SIGHUP');
    const version = async () => (await post(`${url}/recommend`, request)).body.model.version;
    await expect.poll(version, { timeout: 60_000 }).not.toBe(before.model.version);
  });

  it('takes keys from the environment and from a file', async () => {
    writeFileSync(join(folder, 'keys'), 'first\n\n second \n');
    const { url } = await serving(
      ...['--model', model, '--api-key-env', 'SERVE_KEY', '--api-key-file', join(folder, 'keys')],
    );
    for (const [key, status] of [
      ['from the environment', 200],
      ['first', 200],
      ['second', 200],
      ['third', 401],
    ] as const)
      expect((await post(`${url}/recommend`, request, { 'x-api-key': key })).status).toBe(status);
    expect((await ask(`${url}/readyz`)).status).toBe(200);
  });
});

describe('what serve is told', () => {
  it.each([
    ['no model', [], /required option '--model <folder>'/],
    ['a folder that holds none', ['--model', 'nowhere'], /nowhere.model.json: expected a saved model/],
    [
      'a share for one of two',
      ['--model', 'a=x:0.5', '--model', 'b=y'],
      /a share for all models or for none/,
    ],
    ['shares below 1', ['--model', 'a=x:0.5', '--model', 'b=y:0.4'], /shares that sum to 1, found 0.9/],
    ['two folders of one name', ['--model', 'x/model', '--model', 'y/model'], /found "model" twice/],
    ['a share above 1', ['--model', 'a=x:2'], /a share of more than 0 and at most 1/],
    ['a port that is none', ['--model', 'x', '--port', '70000'], /a port up to 65535/],
    [
      'a key that is not there',
      ['--model', 'x', '--api-key-env', 'NOT_THERE'],
      /--api-key-env NOT_THERE: expected a key/,
    ],
    [
      'no keys in the file',
      ['--model', 'x', '--api-key-file', 'nowhere'],
      /--api-key-file nowhere: expected a file/,
    ],
    ['an option that it has not', ['--model', 'x', '--prot', '1'], /Did you mean --port/],
  ])('%s ends with 2 and says why', async (_, words, expected) => {
    const { exitCode, stderr } = await speak('serve', ...words);
    expect(stderr).toMatch(expected);
    expect(exitCode).toBe(2);
  });

  it('--help has commands to copy', async () => {
    const { exitCode, stdout } = await speak('serve', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('recdistill serve --model out/sample/model');
    expect(stdout).toContain('curl -s localhost:8080/recommend');
  });
});
