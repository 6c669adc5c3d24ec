import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contextsOf, sequencesOf } from '../../../../src/data';
import {
  type AskEndpointOptions,
  askEndpoint,
  type EndpointEvent,
} from '../../../../src/distill/ranking/endpoint-teacher';
import { importSoftTargets } from '../../../../src/distill/ranking/import';
import { InputError } from '../../../../src/errors';
import { temporaryFolder } from '../../../data/temporary-folder';
import { smallCatalogue } from '../import/small-catalogue';
import { refusal } from '../soft-targets/example-targets';
import { type Behaviour, babble, cut, fail, type Request, say, serve, silence } from './unruly-server';

const { data: textless, split } = smallCatalogue();
const texts = ['Star Wars', 'Toy Story', 'Hex  nuts\nand more', '', 'Steel bolts', 'Café'];
const data = { ...textless, items: { ...textless.items, texts } };
const sequences = sequencesOf({ data, rows: split.train });
const contexts = contextsOf({ sequences, users: Int32Array.from([0, 1, 2]), maxLength: 10 });

type Changes = Partial<AskEndpointOptions>;

/** Asks a server about the three users' candidates i5, i3, i1; gives the result, the lists and the events. */
async function ask(url: string, changes: Changes = {}) {
  const path = changes.path ?? join(temporaryFolder(), 'lists.jsonl');
  const events: EndpointEvent[] = [];
  const result = await askEndpoint({
    ...{ url, model: 'tiny', apiKey: null, maxTokens: 50, timeoutMs: 2000, attempts: 6, firstDelayMs: 1 },
    ...{
      data,
      contexts,
      candidates: () => Int32Array.from([5, 3, 1]),
      ask: 'rank',
      history: 3,
      textLength: 9,
    },
    ...{ instruction: 'You recommend things.', atLeast: 3, concurrency: 1, path },
    onProgress: (event) => events.push(event),
    ...changes,
  });
  return { result, path, events, lists: listsIn(path) };
}

function listsIn(path: string) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

const reasons = (events: readonly EndpointEvent[]) =>
  events.flatMap((event) => (event.kind === 'retry' ? [event.reason] : []));

/** Behaves in these ways one after the other, and then well. */
const first =
  (...behaviours: Behaviour[]) =>
  (_: Request, number: number) =>
    behaviours[number] ?? say('[3, 1, 2]');

describe('askEndpoint', () => {
  test('asks with the texts of history and candidates, and keeps ranks by ids', async () => {
    const { url, requests } = await serve(first());
    const { result, lists } = await ask(`${url}/`, { apiKey: 'secret' });
    expect(lists).toEqual([
      { user: 'u0', context: ['i0', 'i1', 'i2', 'i3'], items: ['i1', 'i5', 'i3'], ranks: [1, 2, 3] },
      { user: 'u1', context: ['i3', 'i0'], items: ['i1', 'i5', 'i3'], ranks: [1, 2, 3] },
      { user: 'u2', context: ['i5', 'i4', 'i5'], items: ['i1', 'i5', 'i3'], ranks: [1, 2, 3] },
    ]);
    expect(result).toMatchObject({ done: 3, failed: 0, total: 3, retries: 0, malformed: 0, gaveUp: [] });
    expect(requests[0]).toMatchObject({ url: '/v1/chat/completions', authorization: 'Bearer secret' });
    expect(requests[0].body).toMatchObject({ model: 'tiny', temperature: 0, max_tokens: 50 });
    const [system, user] = requests[0].body.messages;
    expect(system).toEqual({ role: 'system', content: 'You recommend things.' });
    expect(user.content).toContain(
      'first:\n- Toy Story\n- Hex nuts\n- i3\n\nCandidates:\n1. Café\n2. i3\n3. Toy Story\n',
    );
  });

  test('keeps marks as scores, and log-probabilities of letters as logits', async () => {
    const marks = await serve(() => say('Sure: [2.5, 10, 0]'));
    expect((await ask(marks.url, { ask: 'rate' })).lists[0]).toMatchObject({
      items: ['i5', 'i3', 'i1'],
      scores: [2.5, 10, 0],
    });
    const half = Math.log(0.5);
    const tops = { B: -2, A: -1, ' A': -1, The: -0.5, C: half };
    const top_logprobs = Object.entries(tops).map(([token, logprob]) => ({ token, logprob }));
    const chosen = await serve(() => say('C', { logprobs: { content: [{ top_logprobs }] } }));
    const { lists } = await ask(chosen.url, { ask: 'choose' });
    expect(lists[0].items).toEqual(['i3', 'i5', 'i1']);
    expect(lists[0].logits[0]).toBe(-2);
    expect(lists[0].logits[1]).toBeCloseTo(Math.log(2 * Math.exp(-1)), 12);
    expect(lists[0].logits[2]).toBe(half);
    expect(chosen.requests[0].body.logprobs).toBe(true);
    expect(chosen.requests[0].body.messages[1].content).toContain('A. Café\nB. i3\nC. Toy Story');
  });

  test('outlasts a server that is busy, broken, cut off, silent or confused', async () => {
    const { url } = await serve(
      first(
        ...[fail(429), fail(500), cut, babble],
        ...[say('[1, 2, 7]'), say('[1, 1, 2]'), say('I cannot say'), say('[1, 2]'), say('["a", 2]'), silence],
      ),
    );
    const { result, lists, events } = await ask(url, { attempts: 20, timeoutMs: 300 });
    expect(lists.length).toBe(3);
    expect(result).toMatchObject({ done: 3, failed: 0, retries: 10, malformed: 6 });
    expect(reasons(events)).toEqual([
      'status 429',
      'status 500',
      expect.stringMatching(/^connection lost/),
      'no JSON in "<html>busy</html>"',
      'no candidate 7 among 1 .. 3',
      'a candidate twice',
      'no list in "I cannot say"',
      '2 candidates, expected at least 3',
      'other things than numbers in ["a", 2]',
      'no answer in time',
    ]);
  });

  test('waits twice as long each time, and as long as the server asks', async () => {
    const { url } = await serve(first(fail(503), fail(503), fail(503), fail(429, { 'retry-after': '0.2' })));
    const begin = performance.now();
    const { events } = await ask(url, { firstDelayMs: 10 });
    expect(events.flatMap((event) => (event.kind === 'retry' ? [event.waitMs] : []))).toEqual([
      10, 20, 40, 200,
    ]);
    expect(performance.now() - begin).toBeGreaterThan(265);
  });

  test('gives up a query after its tries, goes on with the others, and asks for it alone in the next run', async () => {
    const { url, requests } = await serve((request, number) =>
      number < 6 && request.body.messages[1].content.includes('Star Wars') ? fail(500) : say('[1, 2, 3]'),
    );
    const { result, path, events } = await ask(url, { attempts: 3 });
    expect(result).toMatchObject({ done: 2, failed: 1, gaveUp: [1] });
    expect(events.at(-2)).toMatchObject({ kind: 'gave-up', query: 1, reason: 'status 500' });
    const before = requests.length;
    const again = await ask(url, { path });
    expect(requests.length - before).toBe(again.result.retries + 1);
    expect(again.result).toMatchObject({ done: 3, failed: 0 });
  });

  test('has every answer on disk when it tells of it, and loses none to a kill', async () => {
    const { url } = await serve(first());
    const path = join(temporaryFolder(), 'lists.jsonl');
    const stop = new AbortController();
    const onDisk: number[] = [];
    const onProgress = () => {
      onDisk.push(listsIn(path).length);
      if (onDisk.length === 2) stop.abort();
    };
    expect((await refusal(ask(url, { path, onProgress, signal: stop.signal }))).name).toBe('AbortError');
    expect(onDisk).toEqual([1, 2]);
    // What a kill in the middle of a write would leave.
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"user":"u2","con`);
    const { lists, result } = await ask(url, { path });
    expect(lists.map(({ user }) => user)).toEqual(['u0', 'u1', 'u2']);
    expect(result).toMatchObject({ done: 3, inputTokens: 100 });
  });

  test('does not mix lists that were asked for in two ways', async () => {
    const { url } = await serve(first());
    const { path } = await ask(url);
    const error = await refusal(ask(url, { path, instruction: 'Other.' }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('give another file, or delete both');
  });

  test('asks once where two queries are the same', async () => {
    const { url, requests } = await serve(first());
    const twice = contextsOf({ sequences, users: Int32Array.from([0, 0, 0]), maxLength: 10 });
    const { lists, result } = await ask(url, { contexts: twice, concurrency: 3 });
    expect([requests.length, lists.length, result.done]).toEqual([1, 1, 3]);
  });

  test('has no more questions open than it may, and as many as it may', async () => {
    const slow: Behaviour = (request, response) => setTimeout(() => say('[3, 1, 2]')(request, response), 60);
    const { url, open } = await serve(() => slow);
    await ask(url, { concurrency: 2 });
    expect(open.most).toBe(2);
  });

  test('tells what was spent', async () => {
    const { url } = await serve(first(say('[1]')));
    const { result, events } = await ask(url, { prices: { input: 2, output: 10 } });
    expect(result).toMatchObject({ inputTokens: 300, outputTokens: 30, malformed: 1 });
    expect(result.cost).toBeCloseTo((300 * 2 + 30 * 10) / 1e6, 12);
    const answers = events.filter((event) => event.kind === 'answer');
    expect(answers.map((event) => event.done)).toEqual([1, 2, 3]);
    expect((await ask(url)).result.cost).toBe(null);
  });

  test('stops at once where the server refuses, with its reason and without the key', async () => {
    const { url, requests } = await serve(() => fail(401));
    const path = join(temporaryFolder(), 'lists.jsonl');
    const error = await refusal(ask(url, { path, apiKey: 'secret', concurrency: 3 }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('found status 401 (no)');
    expect(error.message).not.toContain('secret');
    expect(requests.length).toBeLessThanOrEqual(3);
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(`${path}.asked.json`, 'utf8')).not.toContain('secret');
  });

  test('refuses questions that cannot be put', async () => {
    const url = 'http://127.0.0.1:9/v1';
    const none = { candidates: () => new Int32Array(0) };
    expect((await refusal(ask(url, none))).message).toContain('query 0 has 0 candidates');
    const many = { candidates: () => new Int32Array(21), ask: 'choose' as const };
    expect((await refusal(ask(url, many))).message).toContain('at most 20 to choose from');
    expect((await refusal(ask(url, { concurrency: 0 }))).message).toContain('concurrency must be');
    expect((await refusal(ask(url, { ask: 'guess' as never }))).message).toContain('rank, rate or choose');
  });

  test('makes a file that importSoftTargets takes', async () => {
    const { url } = await serve(first());
    const { path } = await ask(url);
    const settings = { contexts, maxLength: 10, k: 3, rankExponent: 1, precision: 'float32' } as const;
    const source = { file: path, data: textless, split, folder: temporaryFolder() };
    const { targets } = await importSoftTargets({ ...source, ...settings });
    expect([...targets.items]).toEqual([1, 5, 3, 1, 5, 3, 1, 5, 3]);
  });
});
