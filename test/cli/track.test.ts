import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { FakeMlflow } from '../track/fake-mlflow';
import { type Spoken, speak } from './command-line';

let folder: string;
let out: string;
let server: FakeMlflow;
let url: string;
let first: Spoken;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-cli-track-'));
  out = join(folder, 'out');
  server = new FakeMlflow();
  url = await server.start();
  const tiny = writeTinyFiles(join(folder, 'tiny'));
  const words = [
    '--ratings',
    join(tiny, 'ratings.csv'),
    '--text',
    'none',
    '--student',
    'mf',
    '--seeds',
    '1,2',
  ];
  const small = ['--temperatures', '1,2', '--alphas', '1', '--members', '1', '--out', out];
  const track = `tensorboard=${join(folder, 'board')},mlflow=${url.replace('://', '://anna:secret@')}/shop`;
  const cache = ['--cache', join(folder, 'cache'), '--track', track];
  first = await speak('distill', '--attached', ...words, ...small, ...cache);
}, 300_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('distill --track', () => {
  it('keeps settings, curves, soft targets, files and plots of a run that ends well, though nobody sends them', async () => {
    expect(first.exitCode).toBe(0);
    // the sender's program is not built where tests run, which is as good as one that dies
    expect(first.stderr).toMatch(/mlflow: \d+ events wait; recdistill track send /);
    const shown = await speak('track', 'show', out, '--json');
    const [session] = JSON.parse(shown.stdout);
    const [root] = session.runs;
    expect(root).toMatchObject({ run: 'ratings', status: 'finished' });
    expect(root.values['mf, distilled/RMSE']).toBeGreaterThan(0);
    expect(session.runs.length).toBeGreaterThan(3);
    for (const { status } of session.runs) expect(status).toBe('finished');
    const text = readdirSync(session.folder)
      .filter((name) => name.startsWith('events-'))
      .map((name) => readFileSync(join(session.folder, name), 'utf8'))
      .join('');
    expect(text).toContain('"distillation.temperatures":"1, 2"');
    expect(text).toContain('"name":"soft targets/entropy at T 2"');
  });

  it('writes no password anywhere', () => {
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    for (const file of files)
      expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain('anna:secret');
    expect(readFileSync(join(out, 'result.json'), 'utf8')).toContain('***@127.0.0.1');
  });

  it('has what waits sent by track send, and says when nothing waits any more', async () => {
    const shown = await speak('track', 'show', out);
    expect(shown.stdout).toMatch(/mlflow: 0 sent, \d+ wait/);
    server.mischief = () => 'error';
    const refused = await speak('track', 'send', out, '--attempts', '1');
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(/mlflow: 0 sent, \d+ wait: GET .* 500/);
    server.mischief = () => null;
    const sent = await speak('track', 'send', out, '--to', `mlflow=${url}/shop`);
    expect(sent.exitCode).toBe(0);
    expect(sent.stdout).toMatch(/mlflow: \d+ sent, 0 wait\n/);
    const root = server.run('ratings');
    expect(root.status).toBe('FINISHED');
    expect(root.params['distillation.temperatures']).toBe('1, 2');
    const others = [...server.runs.values()].filter(({ id }) => id !== root.id);
    for (const { tags, status } of others)
      expect([tags['mlflow.parentRunId'], status]).toEqual([root.id, 'FINISHED']);
    const names = [...server.artefacts.keys()].map((path) => path.replace(/^.*\/artifacts\//, ''));
    expect(names).toEqual(expect.arrayContaining(['result.json', 'report.html']));
    expect(names.filter((name) => /^figures\/.*\.html$/.test(name)).length).toBeGreaterThan(3);
    expect(readdirSync(join(folder, 'board'))).toContain('ratings');
  });
});

describe('bad words', () => {
  it.each([
    [['distill', '--attached', '--track', 'mlfow=http://h'], /did you mean "mlflow"/],
    [['track', 'show', '/nowhere'], /expected a run's folder with tracked events, found none/],
    [['track', 'send', '/nowhere'], /expected a run's folder with tracked events, found none/],
  ])('%j end with 2 and a reason', async (words, message) => {
    const { exitCode, stderr } = await speak(...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
