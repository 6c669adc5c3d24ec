import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../../src/cli';
import { explainFailure } from '../../src/cli/failure';
import { makeProgram } from '../../src/cli/program';
import { InputError } from '../../src/errors';
import { libraryVersion } from '../../src/version';

let out: string;
let err: string;

beforeEach(() => {
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('bad usage ends with 2 and says what was meant', () => {
  test.each([
    [['doctr'], "unknown command 'doctr'", 'Did you mean doctor?'],
    [['zzz'], "unknown command 'zzz'", 'Did you mean '],
    [['doctor', '--jsno'], "unknown option '--jsno'", 'Did you mean --json?'],
    [['notebooks', '--inplace'], "unknown option '--inplace'", 'Did you mean --in-place?'],
    [['doctor', '--xyzzy'], "unknown option '--xyzzy'", 'Did you mean --'],
    [['score', '--modle', 'out', '--user', 'a'], "required option '--model", 'did you mean --model?'],
    [['doctor', 'more'], "too many arguments for 'doctor'", 'recdistill doctor --help'],
  ])('%j', async (words, problem, hint) => {
    expect(await main(words)).toBe(2);
    expect(err).toContain(problem);
    expect(err).toContain(hint);
    expect(out).toBe('');
  });

  test('no command at all prints the help on standard error', async () => {
    expect(await main([])).toBe(2);
    expect(err).toContain('Usage: recdistill');
  });
});

test('help is no failure, and shows examples, for the program and every command', async () => {
  const names = makeProgram().commands.map((command) => command.name());
  expect(names).toEqual(expect.arrayContaining(['doctor', 'data', 'notebooks', 'lab', 'start']));
  for (const words of [[], ...names.map((name) => [name])]) {
    out = '';
    expect(await main([...words, '--help'])).toBe(0);
    expect(out).toMatch(/Examples:\n {2}\S/);
  }
});

test('the version is the package’s', async () => {
  const packageJson = JSON.parse(readFileSync(resolve(__dirname, '..', '..', 'package.json'), 'utf8'));
  expect(await main(['--version'])).toBe(0);
  expect(out).toBe(`${packageJson.version}\n`);
  expect(libraryVersion).toBe(packageJson.version);
});

describe('a failure', () => {
  const explain = (error: unknown) => explainFailure({ error, program: makeProgram(), words: ['doctor'] });

  test('of the input is told without a stack and ends with 2', () => {
    expect(explain(new InputError('a.csv:3: expected 4 fields, found 3'))).toEqual({
      message: 'recdistill: a.csv:3: expected 4 fields, found 3',
      exitCode: 2,
    });
  });

  test('of the program shows where it happened and ends with 1', () => {
    const { message, exitCode } = explain(new TypeError('x is undefined'));
    expect(exitCode).toBe(1);
    expect(message).toMatch(/TypeError: x is undefined\n\s+at .*usage\.test\.ts/);
  });
});
