import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Spoken, speak } from './command-line';
import { ringLines, ringLogit } from './ring-lines';

interface Query {
  readonly user: string | null;
  readonly context: string[];
  readonly candidates: string[];
}

let folder: string;
let written: Spoken;
const at = (...names: string[]) => join(folder, ...names);
const data = () => ['--interactions', at('pairs.tsv')];
const recordsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const queries = (): Query[] => recordsIn(at('asked', 'queries.jsonl'));

/** What a teacher that knows the ring answers to a query. */
function answer({ user, context, candidates }: Query) {
  const logits = candidates.map((item) => ringLogit(context[context.length - 1], item));
  return { user, context, items: candidates, logits };
}

function writeLists(name: string, records: readonly object[]): string {
  writeFileSync(at(name), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return at(name);
}

function distil(file: string, ...more: string[]): Promise<Spoken> {
  return speak(
    ...['distill', '--attached', '--task', 'ranking', ...data(), '--soft-targets', file],
    ...['--temperatures', '1', '--seeds', '1', '--out', at('out'), '--cache', at('cache'), ...more],
  );
}

const meanOfHistory = ['--student', 'mean-of-history'];
const result = () => JSON.parse(readFileSync(at('out', 'result.json'), 'utf8'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-soft-targets-'));
  writeFileSync(at('pairs.tsv'), `${ringLines().join('\n')}\n`);
  written = await speak('queries', ...data(), '--candidates', '12', '--out', at('asked'), '--json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('queries', () => {
  it('writes every training position, with as many candidates as asked for, none of them seen', () => {
    expect(written.exitCode).toBe(0);
    const { queries: count, items, candidates } = JSON.parse(written.stdout);
    expect({ count, items, candidates }).toEqual({ count: 60 * 3, items: 30, candidates: 12 });
    expect(queries()).toHaveLength(180);
    for (const { context, candidates: own } of queries()) {
      expect(new Set(own).size).toBe(12);
      expect(own.filter((item) => context.includes(item))).toEqual([]);
    }
  });

  it('tells nothing that is held out', () => {
    const taken = new Map<string, string[]>();
    for (const line of ringLines()) {
      const [user, item] = line.split('\t');
      taken.set(user, [...(taken.get(user) ?? []), item]);
    }
    const own = queries().filter(({ user }) => user === 'u7');
    const history = taken.get('u7') ?? [];
    expect(own.map(({ context }) => context)).toEqual([1, 2, 3].map((length) => history.slice(0, length)));
  });

  it('offers what is likely: the next item of a training query is mostly there', () => {
    const next = queries().filter(({ context, candidates }) =>
      candidates.some((item) => ringLogit(context[context.length - 1], item) === 4),
    );
    expect(next.length).toBeGreaterThan(0.95 * 180);
  });

  it('writes the same for the same options, and other queries with a shorter memory', async () => {
    const same = ['queries', ...data(), '--candidates', '12'];
    await speak(...same, '--out', at('again'));
    expect(readFileSync(at('again', 'queries.jsonl'))).toEqual(readFileSync(at('asked', 'queries.jsonl')));
    const { stdout } = await speak(...same, '--max-length', '2', '--out', at('short'));
    expect(stdout).toContain(`${at('short', 'queries.jsonl')}: `);
    const lengths = recordsIn(at('short', 'queries.jsonl')).map(({ context }: Query) => context.length);
    expect(Math.max(...lengths)).toBe(2);
  });

  it('refuses a missing folder and an unknown option with the nearest one', async () => {
    expect((await speak('queries', ...data())).stderr).toContain("required option '--out <folder>'");
    const { exitCode, stderr } = await speak('queries', '--candidate', '3', '--out', at('no'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Did you mean --candidates?');
  });
});

describe('distill --soft-targets', () => {
  it('distils what the file says, and reports a teacher that was not there', async () => {
    const file = writeLists('lists.jsonl', queries().map(answer));
    const { exitCode, stdout, stderr } = await distil(file, ...meanOfHistory, '--report', at('ring.md'));
    expect({ exitCode, stderr: /recdistill:.*/.exec(stderr)?.[0] }).toEqual({ exitCode: 0 });
    expect(stdout).not.toMatch(/^teacher/m);
    expect(stdout).toMatch(/^mean-of-history, catalogue-kl +\d\.\d{4}/m);
    const { teacher, softTargets, rows, controls } = result();
    expect(teacher).toMatchObject({ source: 'file', file: 'lists.jsonl', lists: 180, unused: 0 });
    expect(softTargets).toMatchObject({ contexts: 180, drawn: 0, k: 12 });
    expect(rows.map(({ method }: { method: string }) => method)).toEqual(['scratch', 'catalogue-kl']);
    const popularity = controls.find(({ name }: { name: string }) => name === 'popularity');
    expect(rows[1].ndcg10).toBeGreaterThan(popularity.ndcg10);
    const report = readFileSync(at('ring.md'), 'utf8');
    expect(report).toContain('The teacher was given as a file, `lists.jsonl`');
    expect(report).not.toMatch(/NaN|undefined|share of the teacher/);
  }, 120_000);

  it('hands the file’s word to the students: a teacher that says the opposite makes them worse', async () => {
    const figure = () => result().rows[1].ndcg10;
    await distil(writeLists('lists.jsonl', queries().map(answer)), ...meanOfHistory);
    const right = figure();
    const wrong = queries().map((query) => {
      const { logits, ...rest } = answer(query);
      return { ...rest, logits: logits.map((logit) => -logit) };
    });
    await distil(writeLists('wrong.jsonl', wrong), ...meanOfHistory);
    expect(figure()).toBeLessThan(right);
  }, 120_000);

  it('reads scores and ranks with the scale that is given, and says which one they need', async () => {
    const ranked = queries().map((query) => {
      const { logits, items, ...rest } = answer(query);
      const order = [...items.keys()].sort((a, b) => logits[b] - logits[a]);
      return { ...rest, items: order.map((i) => items[i]) };
    });
    const file = writeLists('ranks.jsonl', ranked);
    const { exitCode, stderr } = await distil(file, ...meanOfHistory);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/the file holds ranks.*rankExponent must be a number above 0/);
    expect((await distil(file, ...meanOfHistory, '--rank-exponent', '1')).exitCode).toBe(0);
  }, 120_000);

  it('learns from the queries of the file alone where asked to, those of nobody known among them', async () => {
    const { context, items, logits } = answer(queries()[2]);
    const own = queries().slice(3, 150).map(answer);
    const file = writeLists('some.jsonl', [
      { context, items: items.slice(3), logits: logits.slice(3) },
      ...own,
    ]);
    const { exitCode } = await distil(file, '--student', 'mean-of-history,mf', '--soft-queries', 'file');
    expect(exitCode).toBe(0);
    expect(result().teacher.queries).toBe('file');
    expect(result().softTargets).toMatchObject({ contexts: 148, k: 9 });
    expect(result().rows).toHaveLength(4);
  }, 120_000);

  it('compares vectors where the file has them, and says so where it has none', async () => {
    const lists = queries().map(answer);
    const angle = (item: string) => (Number(item.slice(5)) * 2 * Math.PI) / 30;
    const vector = (item: string) => [Math.cos(angle(item)), Math.sin(angle(item))];
    const items = recordsIn(at('asked', 'items.jsonl')).map(({ id }) => ({
      item: id,
      embedding: vector(id),
    }));
    const embedded = lists.map((list) => ({
      ...list,
      embedding: vector(list.context[list.context.length - 1]),
    }));
    const hint = [...meanOfHistory, '--methods', 'hint'];
    const bare = await distil(writeLists('lists.jsonl', lists), ...hint);
    expect(bare.exitCode).toBe(2);
    expect(bare.stderr).toMatch(
      /method hint compares vectors: expected an "embedding" of every list in lists/,
    );
    const full = writeLists('vectors.jsonl', [...items, ...embedded]);
    expect((await distil(full, ...hint)).exitCode).toBe(0);
    expect(result().rows[1].method).toBe('hint');
  }, 120_000);
});

describe('distill --soft-targets refuses, in one line and with 2,', () => {
  const refused = async (records: readonly object[], ...more: string[]) => {
    const { exitCode, stdout, stderr } = await distil(
      writeLists('bad.jsonl', records),
      ...meanOfHistory,
      ...more,
    );
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    const lines = stderr.trim().split('\n');
    const own = lines.filter((line) => !/^pairs: \d+ of/.test(line));
    expect(own).toHaveLength(1);
    return own[0];
  };
  const lists = () => queries().map(answer);

  it('an item that the data do not have', async () => {
    const [first, second, ...rest] = lists();
    const items = ['nonesuch', ...second.items.slice(1)];
    expect(await refused([first, { ...second, items }, ...rest])).toContain(
      'bad.jsonl:2: expected items of the catalogue, found "nonesuch"',
    );
  });

  it('a training query without a list', async () => {
    expect(await refused(lists().slice(0, -1))).toMatch(/user u59, 3 items, .*has no list in the file/);
  });

  it('a context that knows what is held out', async () => {
    const [first, ...rest] = lists();
    const heldOut = ringLines()[5].split('\t')[1];
    const context = [...first.context, heldOut];
    expect(await refused([{ ...first, context }, ...rest])).toContain(
      `bad.jsonl:1: expected a history of training events, found item ${heldOut}`,
    );
  });

  it('flags of a teacher that nobody trains, and flags that nothing reads', async () => {
    expect(await refused(lists(), '--members', '2')).toMatch(/--members: no teacher is trained/);
    expect(await refused(lists(), '--text', 'none')).toMatch(/--text: no teacher is trained/);
    const alone = await speak('distill', '--attached', '--task', 'ranking', ...data(), '--score-scale', '2');
    expect(alone.exitCode).toBe(2);
    expect(alone.stderr).toMatch(/--score-scale: expected --soft-targets <file> beside/);
    const rating = await speak('distill', '--attached', '--soft-targets', 'lists.jsonl');
    expect(rating.stderr).toMatch(/--soft-targets: expected --task ranking beside/);
  });

  it('matrix factorization where the file knows no user', async () => {
    const nameless = lists()
      .slice(0, 3)
      .map(({ user: _, ...list }) => list);
    expect(await refused(nameless, '--soft-queries', 'file', '--student', 'mf')).toMatch(
      /student mf knows users alone/,
    );
  });
});
