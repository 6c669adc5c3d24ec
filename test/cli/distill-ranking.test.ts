import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Spoken, speak } from './command-line';
import { ringLines } from './ring-lines';

let folder: string;

function rank(file: string, ...more: string[]): Promise<Spoken> {
  const small = ['--student', 'mean-of-history', '--methods', 'catalogue-kl,hint', '--temperatures', '1'];
  const places = ['--out', join(folder, 'out'), '--cache', join(folder, 'cache')];
  return speak(
    ...['distill', '--attached', '--task', 'ranking', '--interactions', join(folder, file)],
    ...[...small, '--seeds', '1,2', ...places, ...more],
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-cli-ranking-'));
  const lines = ringLines();
  writeFileSync(join(folder, 'pairs.tsv'), `${lines.join('\n')}\n`);
  const byUser = new Map<string, string[]>();
  for (const line of lines) {
    const [user, item] = line.split('\t');
    byUser.set(user, [...(byUser.get(user) ?? []), item]);
  }
  const sequences = [...byUser].map(([user, items]) => `${user}\t${items.join(' ')}`);
  writeFileSync(join(folder, 'sequences.tsv'), `${sequences.join('\n')}\n`);
  const csv = lines.map((line) => line.replace('\t', ','));
  writeFileSync(join(folder, 'events.csv'), `user_id,item_id\n${csv.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('distill --task ranking on files of one’s own', () => {
  let first: Spoken;
  beforeAll(async () => {
    first = await rank('pairs.tsv', '--report', join(folder, 'reports', 'ring.md'));
  }, 300_000);

  it('ends with 0 and a table on standard output', () => {
    expect(first.exitCode).toBe(0);
    for (const name of [
      'teacher',
      'popularity',
      'ease',
      'mean-of-history, from scratch',
      'mean-of-history, hint',
    ])
      expect(first.stdout).toMatch(new RegExp(`^${name} +\\d\\.\\d{4}`, 'm'));
    expect(first.stdout).not.toContain('**');
  });

  it('writes a row for each way of training, with what a reader of the figures needs', () => {
    const figures = JSON.parse(readFileSync(join(folder, 'reports', 'ring.json'), 'utf8'));
    expect(figures.rows.map(({ method }: { method: string }) => method)).toEqual([
      'scratch',
      'catalogue-kl',
      'hint',
    ]);
    const names = [
      'dataset',
      'student',
      'method',
      'seeds',
      'ndcg10',
      'scratchNdcg10',
      'interval',
      'p',
      'temperature',
    ];
    for (const row of figures.rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(names));
    expect(figures.command).toMatch(/^npx recdistill distill --task ranking/);
    expect(existsSync(join(folder, 'reports', 'ring.md'))).toBe(true);
  });

  it('reads sequences and columns as the same events', async () => {
    const pairs = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8'));
    for (const file of ['sequences.tsv', 'events.csv']) {
      const { exitCode } = await rank(file);
      const same = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8'));
      expect(exitCode).toBe(0);
      expect(same.data).toMatchObject({
        users: pairs.data.users,
        items: pairs.data.items,
        interactions: 360,
      });
      expect(same.teacher.ndcg10).toBe(pairs.teacher.ndcg10);
    }
  }, 300_000);
});

describe('distill --task ranking refuses', () => {
  const refused = async (...words: string[]) => {
    const { exitCode, stderr } = await speak('distill', '--attached', ...words);
    expect(exitCode).toBe(2);
    return stderr;
  };
  const pairs = () => ['--task', 'ranking', '--interactions', join(folder, 'pairs.tsv')];

  it('a student of the other task, naming its own', async () => {
    expect(await refused(...pairs(), '--student', 'mlp')).toMatch(
      /mlp: expected one of .*sasrec.* for --task ranking/,
    );
  });

  it('an unknown method, with the nearest known one', async () => {
    expect(await refused(...pairs(), '--methods', 'catalog-kl')).toContain('did you mean "catalogue-kl"');
  });

  it('flags that only ratings have', async () => {
    expect(await refused(...pairs(), '--ablation')).toMatch(/--ablation: expected --task rating/);
    expect(await refused(...pairs(), '--min-rating', '4')).toMatch(
      /--min-rating: --interactions has no ratings/,
    );
  });

  it('ranking flags for ratings', async () => {
    expect(await refused('--seen', 'kept')).toMatch(/--seen: expected --task ranking/);
  });

  it('two files at once', async () => {
    expect(await refused(...pairs(), '--ratings', 'r.csv')).toMatch(/--ratings and --interactions/);
  });
});
