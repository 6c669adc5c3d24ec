import { type ChildProcess, spawn } from 'node:child_process';
import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../src/random';
import { parseTargets, RunTracking, sendTracked, type TrackTarget, trackedSessions } from '../../src/track';
import { allEvents } from '../../src/track/spool/spool-reader';
import { builtSender } from './built-sender';
import { FakeMlflow } from './fake-mlflow';
import { readEventFile } from './read-event-file';

let programs: string;
let sender: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'recdistill-sender-'));
  sender = builtSender(programs);
});
afterAll(() => rmSync(programs, { recursive: true }));

let folder: string;
let server: FakeMlflow;
let url: string;
let warnings: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sender ü '));
  server = new FakeMlflow();
  url = await server.start();
  warnings = [];
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const bothTargets = () =>
  parseTargets(`tensorboard=${join(folder, 'board')},mlflow=${url}`, { project: 'shop' });

function startRun(targets: readonly TrackTarget[], graceMs = 20_000): RunTracking {
  return new RunTracking({
    ...{ folder: join(folder, 'out'), run: 'sample', settings: { seed: 1 }, targets, graceMs },
    onWarning: (message) => warnings.push(message),
    senderPath: sender,
  });
}

function record(tracking: RunTracking, from: number, to: number): void {
  for (let step = from; step <= to; step++)
    tracking.record({ kind: 'scalars', run: 'student', step, values: { loss: 1 / step } });
}

const steps = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

function boardSteps(run: string): number[] {
  const [file, ...others] = readdirSync(join(folder, 'board', run));
  expect(others).toEqual([]);
  return readEventFile(join(folder, 'board', run, file)).loss.map(([step]) => step);
}

/** The program as the training process starts it. */
function startSender(session: string, targets: readonly TrackTarget[]): ChildProcess {
  const child = spawn(process.execPath, [sender], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify({ folder: session, targets, graceMs: 30_000 })}\n`);
  return child;
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

describe('the sender', () => {
  it('delivers every event once and in order, through 20 random kills', async () => {
    const tracking = startRun([]);
    const targets = bothTargets();
    const random = new Random(7);
    // answers that take their time, so that kills meet every stage of a delivery
    server.beforeAnswer = () => sleep(random.integer(15));
    let step = 0;
    for (let kill = 0; kill < 20; kill++) {
      const child = startSender(tracking.folder, targets);
      record(tracking, step + 1, step + 40);
      step += 40;
      await sleep(60 + random.integer(240));
      const end = ended(child);
      child.kill('SIGKILL');
      await end;
    }
    await tracking.finish({ status: 'finished', values: {} });
    const last = startSender(tracking.folder, targets);
    last.stdin?.end('{"status":"finished"}\n');
    await ended(last);
    expect(server.run('student').steps).toEqual(steps(800));
    expect(server.run('student').metrics.size).toBe(800);
    expect(boardSteps('student')).toEqual(steps(800));
    expect(server.run('sample').status).toBe('FINISHED');
  });

  it('doubles nothing when it died between a delivery and its note of it', async () => {
    const tracking = startRun([]);
    const out = join(folder, 'out');
    const targets = bothTargets();
    record(tracking, 1, 10);
    await sendTracked({ folder: out, targets, attempts: 1 });
    const notes = ['tensorboard', 'mlflow'].map((name) => join(tracking.folder, `sent-${name}.json`));
    const before = notes.map((path) => fs.readFileSync(path));
    record(tracking, 11, 30);
    await tracking.finish({ status: 'finished', values: {} });
    await sendTracked({ folder: out, targets, attempts: 1 });
    for (const [i, path] of notes.entries()) fs.writeFileSync(path, before[i]);
    await sendTracked({ folder: out, targets, attempts: 1 });
    expect(server.run('student').steps).toEqual(steps(30));
    expect(boardSteps('student')).toEqual(steps(30));
  });

  it('ends the runs of a training that died without a word as killed', async () => {
    const tracking = startRun([]);
    record(tracking, 1, 5);
    const child = startSender(tracking.folder, bothTargets());
    child.stdin?.end();
    await ended(child);
    expect(server.run('student').status).toBe('KILLED');
    expect(server.run('sample').status).toBe('KILLED');
    expect(boardSteps('student')).toEqual(steps(5));
  });

  it('is started again when it dies, and sends what it had not sent', async () => {
    const tracking = startRun(bothTargets());
    record(tracking, 1, 10);
    await sleep(300);
    process.kill(tracking.senderPid as number, 'SIGKILL');
    record(tracking, 11, 20);
    await sleep(1000);
    const end = await tracking.finish({ status: 'finished', values: { rmse: 0.9 } });
    expect(end.targets.map(({ waiting }) => waiting)).toEqual([0, 0]);
    expect(server.run('student').steps).toEqual(steps(20));
    expect(warnings).toEqual([]);
  });

  it('meets a server that comes back while training goes on', async () => {
    const port = Number(new URL(url).port);
    await server.stop();
    const tracking = startRun(bothTargets());
    record(tracking, 1, 10);
    await sleep(800);
    await server.start(port);
    record(tracking, 11, 20);
    const end = await tracking.finish({ status: 'failed', values: {} });
    expect(end.targets.map(({ waiting }) => waiting)).toEqual([0, 0]);
    expect(server.run('student').steps).toEqual(steps(20));
    expect(server.run('sample').status).toBe('FAILED');
  });

  it('holds nobody up: a server that hangs costs training nothing, other targets nothing, and the end its grace', async () => {
    server.mischief = () => 'hang';
    const tracking = startRun(bothTargets(), 1500);
    const started = performance.now();
    record(tracking, 1, 2000);
    expect(performance.now() - started).toBeLessThan(1000);
    const { targets } = await tracking.finish({ status: 'finished', values: {} });
    expect(performance.now() - started).toBeLessThan(8000);
    expect(targets.map(({ waiting }) => waiting)).toEqual([0, 2003]);
    expect(boardSteps('student')).toEqual(steps(2000));
    server.mischief = () => null;
    const [later] = await sendTracked({ folder: join(folder, 'out'), targets: [], attempts: 1 });
    expect(later.targets.map(({ waiting }) => waiting)).toEqual([0, 0]);
    expect(server.run('student').steps).toEqual(steps(2000));
    expect(boardSteps('student')).toEqual(steps(2000));
  });

  it('does not exist without targets: the events lie on disk as JSON lines', async () => {
    const tracking = startRun([]);
    expect(tracking.senderPid).toBeUndefined();
    record(tracking, 1, 3);
    await tracking.finish({ status: 'finished', values: { rmse: 0.9 } });
    const [session] = trackedSessions({ folder: join(folder, 'out') });
    expect(session.runs).toEqual([
      {
        ...{ run: 'sample', status: 'finished', events: 2, lastStep: null },
        values: { rmse: 0.9 },
      },
      {
        ...{ run: 'student', status: 'finished', events: 4, lastStep: 3 },
        values: { loss: 1 / 3 },
      },
    ]);
  });
});

describe('a full disk', () => {
  const whole = fs.writeSync;
  afterEach(() => {
    fs.writeSync = whole;
    syncBuiltinESMExports();
  });

  /** From now on the disk takes half of what is written, and then nothing. */
  function fillDisk(): void {
    let calls = 0;
    fs.writeSync = ((file: number, bytes: Uint8Array, offset: number) => {
      if (calls++ === 0) return whole(file, bytes, offset, Math.floor(bytes.length / 2));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }) as typeof fs.writeSync;
    syncBuiltinESMExports();
  }

  it('ends the tracking with one warning, not the run, and what was whole before it still arrives', async () => {
    const before = tf.memory().numTensors;
    const tracking = startRun(bothTargets());
    record(tracking, 1, 5);
    fillDisk();
    record(tracking, 6, 50);
    await sleep(300);
    fs.writeSync = whole;
    syncBuiltinESMExports();
    const end = await tracking.finish({ status: 'finished', values: {} });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/tracking stops, the run goes on: .*ENOSPC/);
    expect(end.targets.map(({ waiting }) => waiting)).toEqual([0, 0]);
    const kept = server.run('student').steps;
    expect(kept).toEqual(steps(kept.length));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(50);
    expect(server.run('student').status).toBe('FINISHED');
    expect([...allEvents(end.folder)].length).toBe(1 + kept.length + 2);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('or one that cannot be written at all does not keep a run from starting', async () => {
    fs.writeFileSync(join(folder, 'out'), 'a file where a folder should be');
    const tracking = startRun(bothTargets());
    record(tracking, 1, 5);
    const end = await tracking.finish({ status: 'finished', values: {} });
    expect(warnings).toHaveLength(1);
    expect(end.targets.map(({ waiting }) => waiting)).toEqual([0, 0]);
  });
});

describe('files of a run', () => {
  it('that are missing are told of and left out', async () => {
    const tracking = startRun([]);
    tracking.record({ kind: 'artefact', run: 'sample', name: 'a.json', path: join(folder, 'none.json') });
    record(tracking, 1, 1);
    await tracking.finish({ status: 'finished', values: {} });
    expect(warnings).toEqual([expect.stringMatching(/none\.json: expected a file for a\.json, found none/)]);
    expect(trackedSessions({ folder: join(folder, 'out') })[0].events).toBe(4);
  });
});
