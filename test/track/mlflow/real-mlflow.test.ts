import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/random';
import { parseTargets, RunTracking, sendTracked } from '../../../src/track';
import { builtSender } from '../built-sender';
import { pythonWith } from '../tracking-python';

const python = pythonWith('mlflow');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The bodies of MLflow's own REST interface, as far as they are looked at here. */
interface Answers {
  'runs/search': { runs: RealRun[] };
  'artifacts/list': { files?: { path: string }[] };
  'metrics/get-history': { metrics: { value: number; step: number; timestamp: number }[] };
  'experiments/get-by-name': { experiment: { experiment_id: string } };
}
interface Pair {
  key: string;
  value: string;
}
interface RealRun {
  info: { run_id: string; run_name: string; status: string; end_time?: number };
  data: { params?: Pair[]; tags?: Pair[]; metrics?: { key: string; value: number }[] };
}

describe.skipIf(python === null)('a real MLflow server', () => {
  let folder: string;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'recdistill-mlflow-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const words = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
    const stores = ['--backend-store-uri', `sqlite:///${folder}/store.db`, '--artifacts-destination', folder];
    // its workers are ended with it, as they are of its group
    server = spawn(python as string, [...words, ...stores], { stdio: 'ignore', cwd: folder, detached: true });
    for (let tries = 0; tries < 200; tries++) {
      if (
        await fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return;
      await sleep(500);
    }
    throw new Error('the MLflow server does not answer');
  });
  afterAll(() => {
    if (server?.pid) process.kill(-server.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function ask<Path extends keyof Answers>(path: Path, body: object): Promise<Answers[Path]> {
    const isGet = path !== 'runs/search';
    const query = isGet ? `?${new URLSearchParams(body as Record<string, string>)}` : '';
    const post = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}${query}`, isGet ? {} : post);
    return (await answer.json()) as Answers[Path];
  }

  async function runsOf(experiment: string): Promise<Record<string, RealRun>> {
    const found = await ask('experiments/get-by-name', { experiment_name: experiment });
    const { runs } = await ask('runs/search', { experiment_ids: [found.experiment.experiment_id] });
    expect(new Set(runs.map(({ info }) => info.run_name)).size).toBe(runs.length);
    return Object.fromEntries(runs.map((run) => [run.info.run_name, run]));
  }

  const textOf = (pairs: Pair[] | undefined, key: string) => pairs?.find((pair) => pair.key === key)?.value;

  it('holds nested runs, parameters, every number once, files and how each run ended, also when all is sent twice', async () => {
    const result = join(folder, 'result.json');
    writeFileSync(result, '{"rmse":0.9}');
    const settings = { temperature: 2, student: 'mf', deep: true };
    const tracking = new RunTracking({
      ...{ folder, run: "the sample's", settings, targets: [], graceMs: 1000, onWarning: () => {} },
    });
    for (let step = 1; step <= 1200; step++)
      tracking.record({ kind: 'scalars', run: 'u1/α', step, values: { 'loss/train': 1 / step } });
    tracking.record({ kind: 'artefact', run: "the sample's", name: 'result.json', path: result });
    const figure = { data: [{ y: [1, 2] }], layout: { title: { text: 'loss' } } };
    tracking.record({ kind: 'figure', run: "the sample's", name: 'the loss', figure });
    await tracking.finish({ status: 'finished', values: { rmse: 0.9 } });
    const targets = parseTargets(`mlflow=${url}/shop`, { project: 'unused' });
    for (const _ of ['once', 'twice']) {
      const [sent] = await sendTracked({ folder, targets, attempts: 2 });
      expect(sent.targets).toMatchObject([{ waiting: 0, position: { refused: 0, error: null, sent: 1205 } }]);
      rmSync(join(sent.folder, 'sent-mlflow.json'));
    }
    const runs = await runsOf('shop');
    expect(Object.keys(runs).sort()).toEqual(["the sample's", 'u1/α']);
    const root = runs["the sample's"];
    const child = runs['u1/α'];
    expect([root.info.status, child.info.status]).toEqual(['FINISHED', 'FINISHED']);
    expect(textOf(child.data.tags, 'mlflow.parentRunId')).toBe(root.info.run_id);
    expect(textOf(root.data.params, 'temperature')).toBe('2');
    expect(root.data.metrics).toMatchObject([{ key: 'rmse', value: 0.9 }]);
    const history = await ask('metrics/get-history', { run_id: child.info.run_id, metric_key: 'loss/train' });
    expect(history.metrics.map(({ step }) => Number(step)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1200 }, (_, i) => i + 1),
    );
    const files = async (path?: string) =>
      (await ask('artifacts/list', { run_id: root.info.run_id, ...(path ? { path } : {}) })).files?.map(
        (file) => file.path,
      );
    expect(await files()).toEqual(['figures', 'result.json']);
    expect(await files('figures')).toEqual(['figures/the loss.html', 'figures/the loss.json']);
  });

  it('has every number once, through 8 random kills of the sender', async () => {
    const place = join(folder, 'kills');
    const tracking = new RunTracking({
      ...{ folder: place, run: 'root', settings: {}, targets: [], graceMs: 1000, onWarning: () => {} },
    });
    const sender = builtSender(place);
    const targets = parseTargets(`mlflow=${url}/kills`, { project: 'unused' });
    const task = `${JSON.stringify({ folder: tracking.folder, targets, graceMs: 60_000 })}\n`;
    const random = new Random(3);
    for (let kill = 0; kill < 8; kill++) {
      const child = spawn(process.execPath, [sender], { stdio: ['pipe', 'ignore', 'inherit'] });
      child.stdin.on('error', () => {});
      child.stdin.write(task);
      for (let step = kill * 40 + 1; step <= kill * 40 + 40; step++)
        tracking.record({ kind: 'scalars', run: 'student', step, values: { loss: 1 / step } });
      await sleep(150 + random.integer(400));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    await tracking.finish({ status: 'finished', values: {} });
    await sendTracked({ folder: place, targets, attempts: 2 });
    const runs = await runsOf('kills');
    expect(Object.keys(runs).sort()).toEqual(['root', 'student']);
    const asked = { run_id: runs.student.info.run_id, metric_key: 'loss' };
    const { metrics } = await ask('metrics/get-history', asked);
    expect(metrics.map(({ step }) => Number(step)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 320 }, (_, i) => i + 1),
    );
  });

  it('says which runs were killed and which failed', async () => {
    for (const status of ['killed', 'failed'] as const) {
      const settings = {};
      const tracking = new RunTracking({
        ...{ folder: join(folder, status), run: status, settings, targets: [], graceMs: 1000 },
        onWarning: () => {},
      });
      await tracking.finish({ status, values: {} });
      const targets = parseTargets(`mlflow=${url}`, { project: 'ends' });
      await sendTracked({ folder: join(folder, status), targets, attempts: 2 });
      expect((await runsOf('ends'))[status].info).toMatchObject({ status: status.toUpperCase() });
    }
  });
});
