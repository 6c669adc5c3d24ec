import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { histogramOf, parseTargets, RunTracking, sendTracked } from '../../../src/track';
import { MlflowClient } from '../../../src/track/mlflow/mlflow-client';
import { mlflowName } from '../../../src/track/mlflow/mlflow-entities';
import { RefusedError } from '../../../src/track/sink';
import { FakeMlflow } from '../fake-mlflow';

let folder: string;
let server: FakeMlflow;
let url: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mlflow ü '));
  server = new FakeMlflow();
  url = await server.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const targets = (address = url) => parseTargets(`mlflow=${address}/shop`, { project: 'unused' });

/** A run on disk, not sent anywhere yet. */
async function trackedRun(work: (tracking: RunTracking) => void): Promise<void> {
  const settings = { temperature: 2, student: 'mf' };
  const warnings: string[] = [];
  const tracking = new RunTracking({
    ...{ folder, run: 'sample', settings, targets: [], graceMs: 1000 },
    onWarning: (message) => warnings.push(message),
  });
  work(tracking);
  await tracking.finish({ status: 'finished', values: { rmse: 0.9 } });
  expect(warnings).toEqual([]);
}

const send = (attempts = 1) => sendTracked({ folder, targets: targets(), attempts });

describe('mlflow', () => {
  it('gets runs within runs, with parameters, numbers by step, files and how they ended', async () => {
    const result = join(folder, 'result.json');
    writeFileSync(result, '{"rmse":0.9}');
    await trackedRun((tracking) => {
      tracking.record({ kind: 'started', run: 'u1/mf', settings: { seed: 1 } });
      for (const step of [1, 2, 3])
        tracking.record({
          ...{ kind: 'scalars', run: 'u1/mf', step },
          values: { 'loss/train': 1 / step, lost: Number.NaN },
        });
      const histogram = histogramOf({ values: [0, 1, 2], bins: 2 });
      tracking.record({ kind: 'histogram', run: 'u1/mf', step: 3, name: 'entropy', histogram });
      tracking.record({ kind: 'artefact', run: 'sample', name: 'result.json', path: result });
      const figure = { data: [{ y: [1, 2] }], layout: { title: { text: 'loss' } } };
      tracking.record({ kind: 'figure', run: 'sample', name: 'the loss', figure });
      // what is tracked is the file as it was
      rmSync(result);
      writeFileSync(result, 'something else');
    });
    expect((await send())[0].targets).toMatchObject([{ waiting: 0, position: { refused: 0, error: null } }]);
    const root = server.run('sample');
    const child = server.run('u1/mf');
    expect(root.params).toEqual({ temperature: '2', student: 'mf' });
    expect(root.tags['mlflow.parentRunId']).toBeUndefined();
    expect(child.tags['mlflow.parentRunId']).toBe(root.id);
    expect(child.params).toEqual({ seed: '1' });
    expect([root.status, child.status]).toEqual(['FINISHED', 'FINISHED']);
    const numbers = [...child.metrics].map((identity) => identity.replace(/ \d{13} /, ' = '));
    expect(numbers).toEqual([
      ...['loss/train 1 = 1', 'loss/train 2 = 0.5', `loss/train 3 = ${1 / 3}`],
      ...['entropy/min 3 = 0', 'entropy/mean 3 = 1', 'entropy/max 3 = 2'],
    ]);
    expect([...server.artefacts.keys()].sort()).toEqual([
      `1/${root.id}/artifacts/figures/the loss.html`,
      `1/${root.id}/artifacts/figures/the loss.json`,
      `1/${root.id}/artifacts/result.json`,
      `1/${child.id}/artifacts/histograms/entropy-3.json`,
    ]);
    expect(String(server.artefacts.get(`1/${root.id}/artifacts/result.json`))).toBe('{"rmse":0.9}');
  });

  it('sends nothing twice: a second time there is nothing to send, and a lost position changes nothing', async () => {
    await trackedRun((tracking) =>
      tracking.record({ kind: 'scalars', run: 'one', step: 1, values: { loss: 1 } }),
    );
    const [{ folder: session }] = await send();
    const before = server.requests;
    await send();
    expect(server.requests).toBe(before);
    rmSync(join(session, 'sent-mlflow.json'));
    await send();
    expect(server.requests).toBeGreaterThan(before);
    expect(server.runs.size).toBe(2);
    expect(server.run('one').metrics.size).toBe(1);
  });

  it('makes a run once, though the server answered its creation to nobody', async () => {
    await trackedRun(() => {});
    let lost = 0;
    server.mischief = (path) => (path.endsWith('runs/create') && lost++ < 2 ? 'deaf' : null);
    expect((await send(4))[0].targets[0].waiting).toBe(0);
    expect(server.runs.size).toBe(1);
  });

  it('stays within the limits of a batch', async () => {
    const values = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`metric ${i} ${'x'.repeat(200)}`, i]),
    );
    const settings = Object.fromEntries(
      Array.from({ length: 230 }, (_, i) => [`setting ${i}`, 'y'.repeat(7000)]),
    );
    await trackedRun((tracking) => {
      tracking.record({ kind: 'started', run: 'many', settings });
      for (let step = 1; step <= 100; step++) tracking.record({ kind: 'scalars', run: 'many', step, values });
    });
    expect((await send())[0].targets[0].position).toMatchObject({ refused: 0, error: null });
    expect(server.run('many').metrics.size).toBe(3000);
    expect(Object.keys(server.run('many').params)).toHaveLength(230);
    expect(server.run('many').params['setting 1']).toHaveLength(6000);
  });

  it('passes over what the server refuses for good, keeps it aside, and goes on', async () => {
    await trackedRun((tracking) => {
      tracking.record({ kind: 'started', run: 'one', settings: { seed: 1 } });
      // a parameter may not change
      tracking.record({ kind: 'started', run: 'one', settings: { seed: 2 } });
      tracking.record({ kind: 'scalars', run: 'one', step: 1, values: { loss: 1 } });
    });
    expect((await send())[0].targets[0]).toMatchObject({ waiting: 0, position: { refused: 1 } });
    expect(server.run('one').params).toEqual({ seed: '1' });
    expect(server.run('one').metrics.size).toBe(1);
  });

  it.each(['refuse', 'error', 'half'] as const)(
    'keeps what a server that misbehaves (%s) did not take, and says why',
    async (mischief) => {
      await trackedRun(() => {});
      server.mischief = () => mischief;
      const [{ targets: states }] = await send();
      expect(states[0].waiting).toBe(2);
      expect(states[0].position.error).toMatch(/experiments\/get-by-name/);
      server.mischief = () => null;
      expect((await send())[0].targets[0]).toMatchObject({ waiting: 0, position: { error: null } });
      expect(server.run('sample').status).toBe('FINISHED');
    },
  );

  it('takes credentials from the address or the environment, and shows them to the server alone', async () => {
    const withSecret = url.replace('http://', 'http://anna:s3cr%C3%A9t@');
    server.mischief = () => 'refuse';
    await trackedRun(() => {});
    const [{ targets: states, folder: session }] = await sendTracked({
      ...{ folder, targets: targets(withSecret), attempts: 1 },
    });
    expect(JSON.stringify(states)).not.toMatch(/s3cr/);
    expect(session).toContain('track');
    expect([...server.authorizations]).toEqual([`Basic ${Buffer.from('anna:s3crét').toString('base64')}`]);
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'tok-123456');
    await send();
    expect([...server.authorizations][1]).toBe('Bearer tok-123456');
  });

  it('gives up a request when it is told to stop, also one that hangs', async () => {
    server.mischief = () => 'hang';
    const stop = new AbortController();
    const [target] = targets();
    const client = new MlflowClient(target as never, stop.signal);
    const asked = client.get('experiments/get-by-name', { experiment_name: 'x' });
    setTimeout(() => stop.abort(), 50);
    await expect(asked).rejects.not.toBeInstanceOf(RefusedError);
  });

  it('has names that MLflow takes', () => {
    expect(mlflowName('loss/train')).toBe('loss/train');
    expect(mlflowName('NDCG@10 (α = 3)')).toBe('NDCG_10 __ _ 3_');
    expect(mlflowName('/../a//b/')).toBe('a/b');
    expect(mlflowName('')).toBe('_');
    expect(mlflowName('x'.repeat(300))).toHaveLength(250);
  });
});

describe('parseTargets', () => {
  it('reads several trackers, with the project where no name is given', () => {
    vi.stubEnv('WANDB_MODE', 'offline');
    vi.stubEnv('WANDB_DIR', '/tmp/w');
    vi.stubEnv('RECDISTILL_TRACKING_PYTHON', '/opt/python');
    expect(parseTargets('tensorboard=/runs/a=b,mlflow=http://h:5000,wandb', { project: 'shop' })).toEqual([
      { kind: 'tensorboard', folder: '/runs/a=b' },
      { kind: 'mlflow', url: 'http://h:5000', experiment: 'shop' },
      { kind: 'wandb', project: 'shop', python: '/opt/python', mode: 'offline', folder: '/tmp/w' },
    ]);
  });

  it.each([
    ['mlfow=http://h', /did you mean "mlflow"/],
    ['mlflow', /expected mlflow=http:\/\/host:port/],
    ['mlflow=user:pw@host', /expected mlflow=http/],
    ['tensorboard', /expected a folder/],
    ['wandb,wandb=x', /each tracker once/],
  ])('refuses %s', (text, message) => {
    expect(() => parseTargets(text, { project: 'shop' })).toThrow(message);
  });
});
