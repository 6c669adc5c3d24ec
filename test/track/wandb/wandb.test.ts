import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { histogramOf, RunTracking, sendTracked, type WandbTarget } from '../../../src/track';
import { pythonWith } from '../tracking-python';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wandb ü '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const targetWith = (python: string): WandbTarget => ({
  ...{ kind: 'wandb', project: 'shop', mode: 'offline', folder: join(folder, 'kept'), python },
});

async function trackedRun(): Promise<void> {
  const settings = { temperature: 2, student: 'mf' };
  const tracking = new RunTracking({
    ...{ folder, run: 'sample', settings, targets: [], graceMs: 1000, onWarning: () => {} },
  });
  const result = join(folder, 'result.json');
  writeFileSync(result, '{"rmse":0.9}');
  for (const step of [1, 2, 3])
    tracking.record({ kind: 'scalars', run: 'u1/mf', step, values: { loss: 1 / step, lost: Number.NaN } });
  tracking.record({ kind: 'progress', run: 'u1/mf', label: 'not sent', done: 1, total: 2 });
  const histogram = histogramOf({ values: [0, 1, 2], bins: 2 });
  tracking.record({ kind: 'histogram', run: 'u1/mf', step: 3, name: 'entropy', histogram });
  tracking.record({ kind: 'artefact', run: 'sample', name: 'result.json', path: result });
  const figure = { data: [{ y: [1, 2] }], layout: { title: { text: 'loss' } } };
  tracking.record({ kind: 'figure', run: 'sample', name: 'the loss', figure });
  await tracking.finish({ status: 'finished', values: { rmse: 0.9 } });
}

const send = (python: string) => sendTracked({ folder, targets: [targetWith(python)], attempts: 2 });

/** A program in Python's place, which keeps what it is told and answers as it is written here. */
function standIn(answerOf: string): string {
  const path = join(folder, 'python');
  const kept = JSON.stringify(join(folder, 'told.jsonl'));
  writeFileSync(
    path,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
let requests = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  appendFileSync(${kept}, line + '\\n');
  const request = JSON.parse(line);
  if (request.events === undefined) return console.log('{"version":"0"}');
  requests++;
  ${answerOf}
  console.log('{}');
});
`,
  );
  chmodSync(path, 0o755);
  return path;
}

interface Told {
  readonly events?: readonly { readonly run: string; readonly kind: string; readonly number: number }[];
}

const told = () =>
  readFileSync(join(folder, 'told.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

describe('what the package is told', () => {
  it('is the project first, then every event with its number among its run’s', async () => {
    await trackedRun();
    const [{ targets }] = await send(standIn(''));
    expect(targets).toMatchObject([{ waiting: 0, position: { sent: 10, error: null } }]);
    const [task, { events = [] }] = told();
    expect(task).toMatchObject({ project: 'shop', mode: 'offline', run: 'sample' });
    expect(events.map(({ run, kind, number }) => `${run} ${number} ${kind}`)).toEqual([
      ...['sample 1 started', 'u1/mf 1 scalars', 'u1/mf 2 scalars', 'u1/mf 3 scalars', 'u1/mf 4 histogram'],
      ...['sample 2 artefact', 'sample 3 figure', 'u1/mf 5 finished', 'sample 4 finished'],
    ]);
  });

  it('comes again with the same numbers when its process died before it answered', async () => {
    await trackedRun();
    const isFirst = `const first = ${JSON.stringify(join(folder, 'first'))};
  const { existsSync, writeFileSync } = require('node:fs');
  if (!existsSync(first)) { writeFileSync(first, ''); process.exit(3); }`;
    const [{ targets }] = await send(standIn(isFirst));
    expect(targets[0].waiting).toBe(0);
    const requests = told().filter(({ events }) => events !== undefined);
    expect(requests).toHaveLength(2);
    expect(requests[1]).toEqual(requests[0]);
  });

  it('is passed over where the package refuses it', async () => {
    await trackedRun();
    const refuse = `if (request.events.some(({ kind }) => kind === 'histogram'))
    return console.log('{"refused":"ValueError: no"}');`;
    const [{ targets, folder: session }] = await send(standIn(refuse));
    expect(targets[0]).toMatchObject({ waiting: 0, position: { refused: 1 } });
    expect(readFileSync(join(session, 'refused-wandb.jsonl'), 'utf8')).toMatch(/ValueError: no.*histogram/);
  });

  it('is given up when nobody has time any more, and the process with it', async () => {
    await trackedRun();
    const python = standIn(
      `appendFileSync(${JSON.stringify(join(folder, 'pid'))}, String(process.pid)); return;`,
    );
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1000);
    const [{ targets }] = await sendTracked({
      ...{ folder, targets: [targetWith(python)], attempts: 9, signal: stop.signal },
    });
    expect(targets[0]).toMatchObject({
      waiting: 10,
      position: { error: expect.stringMatching(/did not answer in time/) },
    });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('waits where there is no such Python, with the cure in the reason and no key in it', async () => {
    await trackedRun();
    const [{ targets }] = await send(join(folder, 'nowhere'));
    expect(targets[0].waiting).toBe(10);
    expect(targets[0].position.error).toMatch(/pip install wandb.*ENOENT/);
    const key = '0123456789'.repeat(4);
    const [later] = await send(standIn(`return console.log('{"error":"key ${key} is bad"}');`));
    expect(later.targets[0].position.error).toBe('wandb: key *** is bad');
  });
});

describe('the package itself, offline', () => {
  const python = pythonWith('wandb');

  it.skipIf(python === null)('keeps run folders that its own tools read', async () => {
    await trackedRun();
    const [{ targets }] = await send(python as string);
    expect(targets).toMatchObject([{ waiting: 0, position: { refused: 0, error: null } }]);
    const kept = join(folder, 'kept', 'wandb');
    const folders = readdirSync(kept).filter((name) => name.startsWith('offline-run-'));
    const inspect = (name: string, ...words: string[]) =>
      execFileSync(
        python as string,
        ['-m', 'wandb', 'leet', 'inspect', '--json', ...words, join(kept, name)],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
    const runs = folders.map((place) => ({ place, ...JSON.parse(inspect(place, '--summary')) }));
    runs.sort((a, b) => a.name.localeCompare(b.name));
    expect(runs).toMatchObject([
      { name: 'sample', project: 'shop', state: 'finished', summary: { rmse: 0.9 } },
      { name: 'u1/mf', project: 'shop', state: 'finished', summary: { loss: 1 / 3 } },
    ]);
    expect(runs[0].config).toMatchObject({ temperature: 2, student: 'mf' });
    expect(Object.keys(runs[0].summary)).toContain('the loss');
    const history = inspect(runs[1].place)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'history')
      .map((record) => record.history.item);
    expect(history.slice(0, 3)).toMatchObject([1, 2, 3].map((step) => ({ step, loss: 1 / step })));
    expect(history).toHaveLength(4);
    expect(Object.keys(history[3])).toContainEqual(expect.stringMatching(/^entropy/));
  });
});
