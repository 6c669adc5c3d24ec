import { cpSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadStudent, type Student } from '../../../src/student';
import { temporaryFolder } from '../../data/temporary-folder';
import { bundleInto } from './bundled';
import { ask, post, quickPost, started } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel, tinyUsers } from './tiny-model';

const folder = suiteFolder();
const variants = [1, 2, 3];
const variant = (seed: number) => join(folder, `variant-${seed}`);
let worker: string;
let students: Student[];
/** What each variant answers each user. */
let expected: string[][];

/** A busy machine looks at its folders late. */
const patient = { timeout: 60_000 };

const scoresOf = (items: readonly { readonly score: number }[]) =>
  JSON.stringify(items?.map(({ score }) => score));

beforeAll(async () => {
  worker = bundleInto(folder).worker;
  for (const seed of variants) await saveTinyModel(variant(seed), seed);
  students = (await Promise.all(variants.map((seed) => loadStudent(variant(seed))))) as Student[];
  expected = students.map((student) =>
    tinyUsers.map((user) => scoresOf(student.recommend({ user, k: 3 }).items)),
  );
});

/** A folder that holds a variant, as a save of it leaves it: the weights first, the description last, each renamed. */
function put(seed: number, into: string): void {
  for (const name of ['model.safetensors', 'model.json']) {
    const path = join(into, name);
    cpSync(join(variant(seed), name), `${path}.partial`);
    renameSync(`${path}.partial`, path);
  }
}

function livingFolder(seed: number): string {
  const living = temporaryFolder();
  put(seed, living);
  return living;
}

const reloadsIn = async (url: string, outcome: string) => {
  const { text } = await ask(`${url}/metrics`);
  const line = new RegExp(`recdistill_model_reloads_total\\{model="tiny",outcome="${outcome}"\\} (\\d+)`);
  return Number(line.exec(text)?.[1] ?? 0);
};

describe('10,000 requests while models come and go', () => {
  it.each([0, 2])(
    'are all answered, each by one whole model, with %i threads',
    async (workers) => {
      const living = livingFolder(1);
      const { url, service } = await started({
        models: [{ name: 'tiny', folder: living, share: 1 }],
        ...{ workers, workerPath: worker, log: null },
      });
      /** Which variant each version turned out to be. */
      const variantOf = new Map<string, number>();
      const wrong: string[] = [];
      let left = 10_000;
      const client = async () => {
        while (left-- > 0) {
          const u = left % tinyUsers.length;
          const { status, text } = await quickPost(`${url}/recommend`, { user: tinyUsers[u], k: 3 });
          const { items, model } = JSON.parse(text);
          const found = expected.findIndex((byUser) => byUser[u] === scoresOf(items));
          if (!variantOf.has(model?.version)) variantOf.set(model?.version, found);
          if (status !== 200 || found < 0 || found !== variantOf.get(model.version)) wrong.push(text);
        }
      };
      let reloads = 0;
      const change = async () => {
        while (left > 0) {
          put(variants[++reloads % variants.length], living);
          const [reload] = await service.reload();
          if (reload.outcome !== 'loaded') wrong.push(JSON.stringify(reload));
          await sleep(20);
        }
      };
      await Promise.all([change(), ...Array.from({ length: 16 }, client)]);
      expect(wrong).toEqual([]);
      expect(reloads).toBeGreaterThan(10);
      expect([...variantOf.values()].sort()).toEqual([0, 1, 2]);
    },
    600_000,
  );
});

describe('a new model in the folder', () => {
  it('is found, and takes over', async () => {
    const living = livingFolder(1);
    const { url } = await started({ models: [{ name: 'tiny', folder: living, share: 1 }], lookMs: 20 });
    const before = (await post(`${url}/recommend`, { user: 'u1', k: 1 })).body;
    put(2, living);
    const answer = async () => (await post(`${url}/recommend`, { user: 'u1', k: 1 })).body;
    await expect.poll(async () => (await answer()).model.version, patient).not.toBe(before.model.version);
    expect((await answer()).items[0].score).toBe(students[1].recommend({ user: 'u1', k: 1 }).items[0].score);
    expect(await reloadsIn(url, 'loaded')).toBe(1);
    const info = (await ask(`${url}/metrics`)).text.match(/recdistill_model_info\{.*/g);
    expect(info).toHaveLength(1);
  });

  it.each<[string, (living: string) => void]>([
    ['cut', (living) => truncateSync(join(living, 'model.safetensors'), 200)],
    ['of no JSON', (living) => writeFileSync(join(living, 'model.json'), '{"format": ')],
    [
      'with the weights of another',
      (living) => cpSync(join(variant(2), 'model.safetensors'), join(living, 'model.safetensors')),
    ],
    [
      'of another format',
      (living) => {
        const description = JSON.parse(readFileSync(join(living, 'model.json'), 'utf8'));
        writeFileSync(join(living, 'model.json'), JSON.stringify({ ...description, formatVersion: 99 }));
      },
    ],
  ])('that is %s leaves the old one in place, and log and metrics say so', async (_, damage) => {
    const living = livingFolder(1);
    const { url, log, service } = await started({
      models: [{ name: 'tiny', folder: living, share: 1 }],
      lookMs: 20,
    });
    const before = (await post(`${url}/recommend`, { user: 'u1', k: 5 })).body;
    damage(living);
    await expect.poll(() => reloadsIn(url, 'refused'), patient).toBe(1);
    expect((await post(`${url}/recommend`, { user: 'u1', k: 5 })).body).toEqual(before);
    const line = log.find(({ msg }) => msg === 'model refused, the present one stays');
    expect(line).toMatchObject({ level: 50, name: 'tiny', outcome: 'refused', reason: expect.any(String) });
    // the same damage is not told again and again
    await sleep(100);
    expect(await reloadsIn(url, 'refused')).toBe(1);
    put(3, living);
    await service.reload();
    const mended = (await post(`${url}/recommend`, { user: 'u1', k: 5 })).body;
    expect(mended.items[0].score).toBe(students[2].recommend({ user: 'u1', k: 5 }).items[0].score);
  });

  it('that is gone leaves the old one in place', async () => {
    const living = livingFolder(1);
    const { url, service } = await started({ models: [{ name: 'tiny', folder: living, share: 1 }] });
    renameSync(join(living, 'model.json'), join(living, 'elsewhere.json'));
    expect(await service.reload()).toMatchObject([{ name: 'tiny', outcome: 'refused' }]);
    expect((await post(`${url}/recommend`, { user: 'u1', k: 1 })).status).toBe(200);
  });
});

describe('threads', () => {
  it('that die are replaced, and what they had is answered', async () => {
    const dying = join(folder, 'dying-worker.js');
    // a thread of the library's own that ends now and then in the middle of its work
    writeFileSync(
      dying,
      `const { parentPort } = require('node:worker_threads');
       const send = parentPort.postMessage.bind(parentPort);
       let count = 0;
       parentPort.postMessage = (message) => { send(message); if (++count === 40) process.exit(1); };
       require('./score-worker.js');`,
    );
    const { url } = await started({
      models: [{ name: 'tiny', folder: variant(1), share: 1 }],
      ...{ workers: 2, workerPath: dying, log: null },
    });
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        await sleep(i);
        return post(`${url}/recommend`, { user: tinyUsers[i % 12], k: 2 });
      }),
    );
    for (const [i, { body }] of answers.entries())
      expect(body.items[0].score).toBe(
        students[0].recommend({ user: tinyUsers[i % 12], k: 2 }).items[0].score,
      );
    const { text } = await ask(`${url}/metrics`);
    expect(Number(/recdistill_worker_deaths_total (\d+)/.exec(text)?.[1])).toBeGreaterThan(2);
  });

  it('say what a request lacks as the service’s own thread does', async () => {
    const models = [{ name: 'tiny', folder: variant(1), share: 1 }];
    const alone = await started({ models });
    const pooled = await started({ models, workers: 1, workerPath: worker });
    const request = { user: 'nobody', items: ['nothing', 'i1'] };
    const [one, other] = await Promise.all(
      [alone, pooled].map(async ({ url }) => (await post(`${url}/score`, request)).body),
    );
    expect(other).toEqual(one);
  });
});

/** The program of threads that wait before they answer. */
function slowWorker(waitMs: number): string {
  const slow = join(folder, `slow-worker-${waitMs}.js`);
  writeFileSync(
    slow,
    `const { parentPort } = require('node:worker_threads');
     const on = parentPort.on.bind(parentPort);
     parentPort.on = (name, take) => on(name, (message) =>
       message.kind === 'ask' ? setTimeout(() => take(message), ${waitMs}) : take(message));
     require('./score-worker.js');`,
  );
  return slow;
}

describe('an answer that takes too long', () => {
  it('is a 503 after the time that was set', async () => {
    const { url } = await started({
      models: [{ name: 'tiny', folder: variant(1), share: 1 }],
      ...{ workers: 1, workerPath: slowWorker(1500), timeoutMs: 300 },
    });
    const sent = performance.now();
    const late = await post(`${url}/recommend`, { user: 'u1', k: 1 });
    expect(performance.now() - sent).toBeLessThan(1400);
    expect(late).toMatchObject({ status: 503, body: { code: 'timeout', statusCode: 503 } });
    expect((await ask(`${url}/healthz`)).status).toBe(200);
  });
});

describe('a stop', () => {
  it('turns not ready first, answers what it has, and ends', async () => {
    const { url, service } = await started({
      models: [{ name: 'tiny', folder: variant(1), share: 1 }],
      ...{ workers: 1, workerPath: slowWorker(400), stopDelayMs: 100 },
    });
    const open = Array.from({ length: 5 }, () => post(`${url}/recommend`, { user: 'u1', k: 1 }));
    await sleep(50);
    const stopped = service.stop();
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 503, body: { status: 'stopping' } });
    for (const { status, headers } of await Promise.all(open)) {
      expect(status).toBe(200);
      expect(headers.get('connection')).toBe('close');
    }
    await stopped;
    await expect(ask(`${url}/healthz`)).rejects.toThrow();
  });
});
