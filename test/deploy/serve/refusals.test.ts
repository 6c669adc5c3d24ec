import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../../../src/deploy/serve';
import { InputError } from '../../../src/errors';
import { ask, post, started } from './started';
import { suiteFolder } from './suite-folder';
import { saveTinyModel } from './tiny-model';

const folder = join(suiteFolder(), 'model');
const one = () => ({ models: [{ name: 'tiny', folder, share: 1 }] });
beforeAll(async () => {
  await saveTinyModel(folder, 1);
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `i${i}`);

describe('a request that is none gets 400 and the name of its field', () => {
  const cases: [string, string, unknown, string | null][] = [
    ['no k', '/recommend', { user: 'u1' }, 'k'],
    ['k of 0', '/recommend', { user: 'u1', k: 0 }, 'k'],
    ['k above the limit', '/recommend', { user: 'u1', k: 21 }, 'k'],
    ['k as text', '/recommend', { user: 'u1', k: '3' }, 'k'],
    ['half a k', '/recommend', { user: 'u1', k: 1.5 }, 'k'],
    ['a k that JSON reads as infinite', '/recommend', '{"user": "u1", "k": 1e999}', 'k'],
    ['nobody', '/recommend', { k: 1 }, 'user'],
    ['a user that is a number', '/recommend', { user: 1, k: 1 }, 'user'],
    ['no name', '/recommend', { user: '', k: 1 }, 'user'],
    ['a history above the limit', '/recommend', { history: many(11), k: 1 }, 'history'],
    ['a history with a hole', '/recommend', { history: ['i1', null], k: 1 }, 'history[1]'],
    ['a field that nobody reads', '/recommend', { user: 'u1', k: 1, topK: 3 }, 'topK'],
    ['too much to leave out', '/recommend', { user: 'u1', k: 1, exclude: many(51) }, 'exclude'],
    ['a list', '/recommend', [], null],
    ['null', '/recommend', 'null', null],
    ['no JSON', '/recommend', '{"user": ', null],
    ['nothing', '/recommend', '', null],
    ['a poisoned prototype', '/recommend', '{"__proto__": {"k": 1}, "user": "u1", "k": 1}', null],
    ['no items', '/score', { user: 'u1' }, 'items'],
    ['empty items', '/score', { user: 'u1', items: [] }, 'items'],
    ['an empty batch', '/recommend/batch', { requests: [] }, 'requests'],
    [
      'a batch above the limit',
      '/recommend/batch',
      { requests: Array(5).fill({ user: 'u1', k: 1 }) },
      'requests',
    ],
    [
      'one bad of a batch',
      '/recommend/batch',
      {
        requests: [
          { user: 'u1', k: 1 },
          { user: 'u1', k: -1 },
        ],
      },
      'requests[1].k',
    ],
    ['nobody in a batch', '/recommend/batch', { requests: [{ k: 1 }] }, 'requests[0].user'],
  ];
  it('whatever is wrong with it', async () => {
    const { url } = await started(one());
    for (const [name, path, body, field] of cases) {
      const answer = await post(`${url}${path}`, body);
      expect({ name, status: answer.status, field: answer.body.field }).toEqual({ name, status: 400, field });
      expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
    }
  });
});

describe('what is not to be served is refused in JSON', () => {
  it('unknown addresses, methods and kinds of bodies, and bodies above the limit', async () => {
    const { url } = await started(one());
    expect(await ask(`${url}/nowhere?x=1`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await ask(`${url}/*/`)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(await ask(`${url}/%zz`)).toMatchObject({ status: 400, body: { code: 'bad-request' } });
    const wrong = await ask(`${url}/recommend`);
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method-not-allowed' } });
    expect(wrong.headers.get('allow')).toBe('POST');
    const text = await post(`${url}/recommend`, '{}', { 'content-type': 'text/plain' });
    expect(text).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    const large = await post(`${url}/recommend`, { user: 'u1', k: 1, exclude: ['x'.repeat(20_000)] });
    expect(large).toMatchObject({ status: 413, body: { code: 'too-large' } });
    expect((await ask(`${url}/clicks`, { method: 'POST' })).status).toBe(404);
  });

  it('a request that takes too long to arrive', async () => {
    const { url } = await started({ ...one(), timeoutMs: 200 });
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /recommend HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{',
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1.1 (408|503) /);
  });
});

describe('keys', () => {
  const keyed = () => ({ ...one(), apiKeys: ['first key', 'second'] });
  it('open what students answer and the counts, either of them, as bearer or in a header of their own', async () => {
    const { url } = await started(keyed());
    const request = { user: 'u1', k: 1 };
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: 'first key' },
      { authorization: 'Bearer ' },
      { 'x-api-key': 'first ke' },
    ] as Record<string, string>[]) {
      const answer = await post(`${url}/recommend`, request, headers);
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    for (const headers of [
      { authorization: 'Bearer first key' },
      { authorization: 'bearer second' },
      { 'x-api-key': 'second' },
    ] as Record<string, string>[])
      expect((await post(`${url}/recommend`, request, headers)).status).toBe(200);
    expect((await ask(`${url}/metrics`)).status).toBe(401);
    for (const open of ['/healthz', '/readyz', '/openapi.json', '/docs/'])
      expect((await ask(`${url}${open}`)).status).toBe(200);
  });

  it('are asked for before a body is read', async () => {
    const { url } = await started(keyed());
    expect((await post(`${url}/recommend`, 'no JSON')).status).toBe(401);
  });

  it('stay out of the log', async () => {
    const { url, log } = await started(keyed());
    await post(`${url}/recommend`, { user: 'u1', k: 1 }, { authorization: 'Bearer second' });
    await post(`${url}/recommend`, {}, { authorization: 'Bearer almost' });
    expect(JSON.stringify(log)).not.toMatch(/second|almost/);
  });
});

describe('pages of other origins', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  };
  it('may read nothing unless they are named', async () => {
    const { url } = await started(one());
    const answer = await post(`${url}/recommend`, { user: 'u1', k: 1 }, { origin: 'https://shop.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect((await ask(`${url}/recommend`, preflight)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may read the answers when they are, keys or no keys', async () => {
    const { url } = await started({ ...one(), corsOrigins: ['https://shop.example'], apiKeys: ['key'] });
    const allowed = await ask(`${url}/recommend`, preflight);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    const request = { user: 'u1', k: 1 };
    const headers = { origin: 'https://shop.example', 'x-api-key': 'key' };
    const answer = await post(`${url}/recommend`, request, headers);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const foreign = await post(`${url}/recommend`, request, { ...headers, origin: 'https://other.example' });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    expect(foreign.headers.get('vary')).toBe('origin');
  });
});

describe('a service that cannot be', () => {
  const options = () => ({
    ...{ ...one(), host: '127.0.0.1', port: 0, workers: 0, apiKeys: [], corsOrigins: [], timeoutMs: 1000 },
    limits: { k: 1, history: 1, items: 1, batch: 1, bodyBytes: 1000 },
    ...{ lookMs: null, stopDelayMs: 0, stopTimeoutMs: 0, log: null },
  });
  const model = (more: object) => ({ name: 'a', folder, share: 1, ...more });
  it.each([
    ['no folder', { models: [model({ folder: 'nowhere' })] }, /nowhere.model.json: expected a saved model/],
    ['no model', { models: [] }, /at least one model/],
    [
      'shares of more than 1',
      { models: [model({ share: 0.9 }), model({ name: 'b', share: 0.2 })] },
      /sum to 1/,
    ],
    ['one name twice', { models: [model({ share: 0.5 }), model({ share: 0.5 })] }, /a name of its own/],
    ['a name that is none', { models: [model({ name: 'a b' })] }, /a name of letters/],
    ['an empty key', { apiKeys: [' '] }, /API keys with something in them/],
    ['an option that nobody reads', { ports: 3 }, /unknown option "ports"; did you mean "port"/],
    ['threads below none', { workers: -1 }, /workers to be a whole number of at least 0/],
    ['an address of another machine', { host: '192.0.2.1' }, /192.0.2.1:0: expected an address/],
  ])('%s', async (_, more, expected) => {
    const start = startService({ ...options(), ...more });
    await expect(start).rejects.toThrow(InputError);
    await expect(start).rejects.toThrow(expected);
  });
});
