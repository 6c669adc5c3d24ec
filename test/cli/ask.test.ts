import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Behaviour,
  fail,
  type Request,
  say,
  serve,
} from '../distill/ranking/endpoint-teacher/unruly-server';
import { speak } from './command-line';
import { ringLines, ringLogit } from './ring-lines';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const data = () => ['--interactions', at('pairs.tsv')];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-ask-'));
  writeFileSync(at('pairs.tsv'), `${ringLines().join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model that knows the ring: it reads history and candidates out of the question. */
const knowing = ({ body }: Request): Behaviour => {
  const { content } = body.messages[1];
  const history = [...content.matchAll(/^- (item-\d+)$/gm)].map(([, item]) => item);
  const candidates = [...content.matchAll(/^\d+\. (item-\d+)$/gm)].map(([, item]) => item);
  const logits = candidates.map((item) => ringLogit(history[history.length - 1], item));
  const order = [...candidates.keys()].sort((a, b) => logits[b] - logits[a]);
  return say(JSON.stringify(order.map((i) => i + 1)));
};

function ask(url: string, out: string, ...more: string[]) {
  return speak(
    ...['ask', '--endpoint', url, '--model', 'tiny', ...data(), '--out', at(out), '--candidates', '8'],
    ...['--at-least', '8', '--concurrency', '2', ...more],
  );
}

const linesIn = (name: string) => readFileSync(at(name), 'utf8').trim().split('\n');

describe('ask', () => {
  it('has every training query answered, and distill learns from the answers', async () => {
    const slow =
      (request: Request): Behaviour =>
      (_, response) => {
        setTimeout(() => knowing(request)(request, response), 3);
      };
    const { url, requests, open } = await serve(slow);
    const { exitCode, stdout } = await ask(url, 'answers.jsonl', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ done: 180, total: 180, failed: 0, cost: null });
    expect(open.most).toBe(2);
    expect(linesIn('answers.jsonl')).toHaveLength(180);
    expect((await ask(url, 'answers.jsonl')).exitCode).toBe(0);
    expect(requests).toHaveLength(180);
    const distilled = await speak(
      ...['distill', '--attached', '--task', 'ranking', ...data(), '--soft-targets', at('answers.jsonl')],
      ...['--rank-exponent', '1', '--student', 'mean-of-history', '--temperatures', '1', '--seeds', '1'],
      ...['--out', at('out'), '--cache', at('cache')],
    );
    expect(distilled.exitCode).toBe(0);
    const { teacher, softTargets } = JSON.parse(readFileSync(at('out', 'result.json'), 'utf8'));
    expect(teacher).toMatchObject({ source: 'file', file: 'answers.jsonl', lists: 180, unused: 0 });
    expect(softTargets.k).toBe(8);
  }, 120_000);

  it('gives each query its candidates in an order of its own, that of every run', async () => {
    const { url, requests } = await serve(knowing);
    await ask(url, 'one.jsonl', '--concurrency', '1');
    await ask(url, 'other.jsonl', '--concurrency', '1');
    const asked = requests.map(({ body }) => body.messages[1].content);
    expect(asked.slice(180)).toEqual(asked.slice(0, 180));
    // sorted by likeliness, the answer would always be 1, 2, 3 ...
    const first = asked.slice(0, 180).map((content) => /^1\. (item-\d+)$/m.exec(content)?.[1]);
    const best = linesIn('one.jsonl').map((line) => JSON.parse(line).items[0]);
    expect(best.filter((item, i) => item === first[i]).length).toBeLessThan(90);
  });

  it('says what it costs, stops when the budget is spent, and goes on where it stopped', async () => {
    const { url, requests } = await serve(knowing);
    // 100 tokens in and 10 out a query
    const prices = ['--price-input', '10000', '--price-output', '100000', '--concurrency', '1'];
    const poor = await ask(url, 'paid.jsonl', ...prices, '--budget', '10');
    expect(poor.exitCode).toBe(1);
    expect(poor.stderr).toContain('the budget of 10 is spent, 5 of 180 queries are answered');
    const answered = linesIn('paid.jsonl').length;
    expect(answered).toBe(5);
    const before = requests.length;
    const rich = await ask(url, 'paid.jsonl', ...prices);
    expect(rich.exitCode).toBe(0);
    expect(rich.stdout).toContain(
      `180 of 180 queries answered; ${175 * 100} tokens in, ${175 * 10} out, cost 350.00`,
    );
    expect(requests.length - before).toBe(175);
  });

  it('ends with 1 where queries were given up', async () => {
    const { url } = await serve((request, number) => (number === 3 ? say('I cannot say') : knowing(request)));
    const { exitCode, stdout, stderr } = await ask(url, 'gaps.jsonl', '--attempts', '1');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('179 of 180 queries answered');
    expect(stderr).toContain('1 queries were given up');
    expect((await ask(url, 'gaps.jsonl')).exitCode).toBe(0);
  });

  it('takes the key from the environment alone', async () => {
    const { url, requests } = await serve(knowing);
    vi.stubEnv('RECDISTILL_API_KEY', 'secret');
    await ask(url, 'key.jsonl');
    vi.stubEnv('OTHER_KEY', 'hidden');
    await ask(url, 'other-key.jsonl', '--key-variable', 'OTHER_KEY');
    vi.unstubAllEnvs();
    expect(requests[0].authorization).toBe('Bearer secret');
    expect(requests[180].authorization).toBe('Bearer hidden');
    const { exitCode, stderr } = await ask(url, 'no-key.jsonl', '--key-variable', 'NOT_THERE');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--key-variable NOT_THERE: expected a key in the environment, found none');
    expect(existsSync(at('no-key.jsonl'))).toBe(false);
  });
});

describe('ask refuses', () => {
  it.each([
    [['--endpoint', 'localhost', '--model', 'm', '--out', 'a.jsonl'], 'Expected an address such as'],
    [['--endpoint', 'http://h/v1', '--model', 'm', '--out', 'a.csv'], 'a file that ends in .jsonl'],
    [['--endpoint', 'http://h/v1', '--model', 'm'], "required option '--out <file>'"],
    [['--endpont', 'http://h/v1', '--model', 'm', '--out', 'a.jsonl'], 'did you mean --endpoint?'],
    [
      ['--endpoint', 'http://h/v1', '--model', 'm', '--out', 'a.jsonl', '--budget', '3'],
      '--budget: expected --price-input and --price-output beside',
    ],
  ])('%j', async (words, problem) => {
    const { exitCode, stderr } = await speak('ask', ...words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(problem);
  });

  it('to go on with a server that refuses', async () => {
    const { url } = await serve(() => fail(401));
    const { exitCode, stderr } = await ask(url, 'refused.jsonl');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('found status 401');
  });
});
