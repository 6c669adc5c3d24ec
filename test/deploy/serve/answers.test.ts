import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { writeItemTitles } from '../../../src/models';
import { loadStudent, type Student } from '../../../src/student';
import { FastTopK } from '../../../src/student/wasm/fast-top-k';
import { temporaryFolder } from '../../data/temporary-folder';
import { ask, post, started } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel, tinyItems, tinyUsers } from './tiny-model';

const folder = join(suiteFolder(), 'model');
let student: Student;
const one = () => ({ models: [{ name: 'tiny', folder, share: 1 }] });

beforeAll(async () => {
  await saveTinyModel(folder, 1);
  student = (await loadStudent(folder)) as Student;
});

describe('the service answers', () => {
  it('recommendations as the student in this process gives them', async () => {
    const { url } = await started(one());
    for (const request of [
      { user: 'u3', k: 5 },
      { user: 'u3', k: 5, exclude: ['i1', 'i2'], candidates: tinyItems.slice(0, 9) },
      { history: ['i4', 'i7', 'nowhere'], k: 20 },
      { user: 'nobody', k: 3 },
    ]) {
      const { status, body } = await post(`${url}/recommend`, request);
      expect(status).toBe(200);
      const expected = student.recommend(request);
      expect(body.items.map(({ item, score }: { item: string; score: number }) => ({ item, score }))).toEqual(
        expected.items,
      );
      expect(body).toMatchObject({
        basis: expected.basis,
        unknown: expected.unknown,
        model: { name: 'tiny' },
      });
      expect(body.model.version).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  it('the first request from what it laid out before it was ready', async () => {
    const layOut = vi.spyOn(FastTopK, 'over');
    const { url } = await started(one());
    expect(layOut).toHaveBeenCalledTimes(1);
    expect((await post(`${url}/recommend`, { user: 'u3', k: 5 })).status).toBe(200);
    expect(layOut).toHaveBeenCalledTimes(1);
    layOut.mockRestore();
  });

  it('scores, null for items that nobody knows', async () => {
    const { url } = await started(one());
    const request = { user: 'u1', items: ['i3', 'nowhere', 'i0'] };
    const { body } = await post(`${url}/score`, request);
    expect(body).toMatchObject(student.score(request));
    expect(body.items[1]).toEqual({ item: 'nowhere', score: null });
  });

  it('a batch as it answers its requests one by one', async () => {
    const { url } = await started(one());
    const requests = ['u1', 'u2', 'u3'].map((user) => ({ user, k: 4 }));
    const single = [];
    for (const request of requests) single.push((await post(`${url}/recommend`, request)).body);
    expect((await post(`${url}/recommend/batch`, { requests })).body).toEqual({ answers: single });
  });

  it('with titles where they lie beside the model', async () => {
    const titled = join(temporaryFolder(), 'model');
    await saveTinyModel(titled, 1);
    writeItemTitles({ folder: titled, texts: tinyItems.map((item) => `Title of ${item}`) });
    const { url } = await started({ models: [{ name: 'titled', folder: titled, share: 1 }] });
    const { items } = (await post(`${url}/recommend`, { user: 'u1', k: 2 })).body;
    for (const { item, title } of items) expect(title).toBe(`Title of ${item}`);
  });

  it('whether it lives, whether it is ready, and what it has counted', async () => {
    const { url } = await started(one());
    expect((await ask(`${url}/healthz`)).body).toEqual({ status: 'alive' });
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 200, body: { status: 'ready' } });
    await post(`${url}/recommend`, { user: 'u1', k: 1 });
    await post(`${url}/recommend`, { user: 'u1' });
    const { text, headers } = await ask(`${url}/metrics`);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('recdistill_http_requests_total{method="POST",route="/recommend",status="200"} 1');
    expect(text).toContain('recdistill_http_requests_total{method="POST",route="/recommend",status="400"} 1');
    expect(text).toContain('recdistill_answers_total{model="tiny",basis="user"} 1');
    expect(text).toMatch(
      /recdistill_model_info\{model="tiny",version="[0-9a-f]{16}",kind="matrix-factorization"\} 1/,
    );
    expect(text).toContain('recdistill_http_requests_in_flight 1');
    expect(Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(1e7);
  });

  it('a page that needs no other server', async () => {
    const { url } = await started(one());
    const { status, text } = await ask(`${url}/docs/`);
    expect(status).toBe(200);
    expect(text).toContain('swagger-ui');
    expect(text).not.toMatch(/(src|href)="https?:/);
  });
});

describe('two models side by side', () => {
  it('share the users as told, and a user stays with one', async () => {
    const other = join(temporaryFolder(), 'model');
    await saveTinyModel(other, 2);
    const models = [
      { name: 'old', folder, share: 0.75 },
      { name: 'new', folder: other, share: 0.25 },
    ];
    const { url } = await started({ models });
    const byName: Record<string, Student> = { old: student, new: (await loadStudent(other)) as Student };
    const names: string[] = [];
    for (let u = 0; u < 400; u++) {
      const { model, items } = (await post(`${url}/recommend`, { user: `person ${u}`, k: 1 })).body;
      names.push(model.name);
      expect(items[0].score).toBe(byName[model.name].recommend({ user: `person ${u}`, k: 1 }).items[0].score);
    }
    const share = names.filter((name) => name === 'new').length / names.length;
    // four standard deviations of 400 draws
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 400));
    const { url: again } = await started({ models });
    for (let u = 0; u < 40; u++) {
      const { body } = await post(`${again}/score`, { user: `person ${u}`, items: ['i1'] });
      expect(body.model.name).toBe(names[u]);
    }
  });

  it('keep whoever has no id while the history grows', async () => {
    const { url } = await started({
      models: [
        { name: 'a', folder, share: 0.5 },
        { name: 'b', folder, share: 0.5 },
      ],
    });
    const used = new Set<string>();
    for (const first of tinyItems) {
      const short = await post(`${url}/recommend`, { history: [first], k: 1 });
      const long = await post(`${url}/recommend`, { history: [first, 'i3', 'i9'], k: 1 });
      expect(long.body.model.name).toBe(short.body.model.name);
      used.add(short.body.model.name);
    }
    expect([...used].sort()).toEqual(['a', 'b']);
  });
});

describe('the log', () => {
  it('has a line for each answer under its request’s id, and nothing of people', async () => {
    const { url, log } = await started(one());
    const given = await post(`${url}/recommend`, { user: 'u7', k: 1 }, { 'x-request-id': 'trace-1' });
    expect(given.headers.get('x-request-id')).toBe('trace-1');
    const forged = await post(`${url}/recommend`, { user: 'u7', k: 1 }, { 'x-request-id': 'a b"}{' });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await ask(`${url}/healthz`);
    const lines = log.filter(({ msg }) => msg === 'answered');
    expect(lines[0]).toMatchObject({ reqId: 'trace-1', method: 'POST', route: '/recommend', status: 200 });
    expect(lines[1]).toMatchObject({ reqId: forged.headers.get('x-request-id') });
    expect(JSON.stringify(log)).not.toContain(tinyUsers[7]);
  });
});
