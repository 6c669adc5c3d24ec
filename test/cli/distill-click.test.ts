import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleClicks } from '../../src/data';
import { avazuCsv, criteoTsv } from '../data/click/small-logs';
import { type Spoken, speak } from './command-line';

let folder: string;
const file = (name: string) => join(folder, name);

const columns = ['--label-column', 'click', '--user-column', 'user', '--time-column', 'time'];
const sample = () => [
  ...['--log', file('ads.csv'), ...columns, '--leave-out', 'hour', '--other-columns', 'infer'],
];
const small = ['--student', 'logistic-regression,mlp', '--teacher', 'mlp', '--seeds', '1,2'];
const quick = [...small, '--methods', 'kd', '--temperatures', '1', '--alphas', '1', '--dimensions', '2'];

function distil(...words: string[]): Promise<Spoken> {
  const places = ['--out', file('out'), '--cache', file('cache')];
  return speak('distill', '--attached', '--task', 'click', ...quick, ...places, ...words);
}
const resultOf = () => JSON.parse(readFileSync(file('out/result.json'), 'utf8'));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-cli-click-'));
  const { csv } = sampleClicks({ rows: 900, seed: 2 });
  writeFileSync(file('ads.csv'), csv);
  const [header, ...lines] = csv.trimEnd().split('\n');
  const part = (from: number, to: number) => `${[header, ...lines.slice(from, to)].join('\n')}\n`;
  writeFileSync(file('train.csv'), part(0, 600));
  writeFileSync(file('valid.csv'), part(600, 750));
  writeFileSync(file('test.csv'), part(750, 900));
  writeFileSync(file('avazu.csv'), avazuCsv(400));
  writeFileSync(file('criteo.tsv'), criteoTsv(400));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('distill --task click on a log of one’s own', () => {
  let first: Spoken;
  beforeAll(async () => {
    first = await distil(...sample(), '--report', file('reports/ads.md'));
  }, 300_000);

  it('ends with 0 and a table on standard output', () => {
    expect(first.stderr).toContain('ads: 900 rows');
    expect(first.exitCode).toBe(0);
    for (const name of ['always the click rate', 'teacher', 'mlp, from scratch', 'mlp, kd'])
      expect(first.stdout).toMatch(new RegExp(`^${name} +\\d\\.\\d{4}`, 'm'));
    expect(first.stdout).not.toContain('**');
  });

  it('writes a report, and rows with what a table over domains needs', () => {
    const figures = JSON.parse(readFileSync(file('reports/ads.json'), 'utf8'));
    const names = ['domain', 'dataset', 'student', 'method', 'metric', 'scratch', 'distilled', 'teacher'];
    const others = ['seeds', 'interval', 'p', 'weights', 'bytes', 'latencyP50Ms'];
    for (const row of figures.rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining([...names, ...others]));
    expect(figures.command).toMatch(/^npx recdistill distill --task click/);
    const text = readFileSync(file('reports/ads.md'), 'utf8');
    expect(text).toContain('# Click prediction on ads');
    expect(text).toMatch(/of the teacher's advantage|nothing to recover/);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('tells the same figures as JSON, found in the cache', async () => {
    const before = resultOf().rows;
    const { stdout, exitCode } = await distil(...sample(), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).rows.map(({ distilled }: { distilled: number }) => distilled)).toEqual(
      before.map(({ distilled }: { distilled: number }) => distilled),
    );
    expect(existsSync(file('out/report.html'))).toBe(true);
  }, 180_000);

  it('splits by time where asked to, and into folds', async () => {
    expect((await distil(...sample(), '--split', 'by-time')).exitCode).toBe(0);
    expect(resultOf().splits.map(({ split }: { split: string }) => split)).toEqual(['by-time-0.1']);
    expect((await distil(...sample(), '--folds', '2', '--seeds', '1')).exitCode).toBe(0);
    expect(resultOf().splits).toHaveLength(2);
  }, 300_000);

  it('takes three files as training, validation and test, also beside folds', async () => {
    const files = ['train', 'valid', 'test'].map((name) => file(`${name}.csv`)).join(',');
    const words = ['--log', files, ...columns, '--leave-out', 'hour'];
    expect((await distil(...words)).exitCode).toBe(0);
    expect(resultOf().splits[0].rows).toMatchObject({ train: 600, validation: 150, test: 150 });
    expect((await distil(...words, '--folds', '2', '--seeds', '1')).exitCode).toBe(0);
    expect(resultOf().published.splits[0].split).toBe('by-file-train-validation-test');
  }, 300_000);

  it('reads Avazu’s layout by options alone, with hashed ids and thinned rows', async () => {
    const { exitCode, stderr } = await distil(
      ...['--log', file('avazu.csv'), '--label-column', 'click', '--leave-out', 'id'],
      ...['--time-column', 'hour', '--user-column', 'device_id', '--split', 'by-time'],
      ...['--categorical', 'hour[6-8],device_id', '--other-columns', 'categorical'],
      ...['--hash-buckets', '64', '--min-count', '2', '--negative-share', '0.5', '--seeds', '1'],
    );
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('0 numeric and 10 categorical fields')]);
    const { settings, splits } = resultOf();
    expect(settings.encoding).toMatchObject({ ids: { kind: 'hash', buckets: 64 }, minCount: 2 });
    expect(splits[0].rows.trainedOn).toBeLessThan(splits[0].rows.train);
  }, 180_000);

  it('reads Criteo’s layout by positions, without a header line', async () => {
    const { exitCode, stderr } = await distil(
      ...['--log', file('criteo.tsv'), '--no-header', '--label-column', '1'],
      ...['--numeric', '2-14', '--categorical', '15-40', '--seeds', '1'],
    );
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('13 numeric and 26 categorical fields')]);
  }, 180_000);
});

describe('distill --task click on a log with texts', () => {
  it('has one more member that reads, without a word, and students that do not', async () => {
    const { csv } = sampleClicks({ rows: 600, seed: 2, hasTitles: true });
    writeFileSync(file('titled.csv'), csv);
    const { exitCode, stderr } = await speak(
      ...['distill', '--attached', '--task', 'click', '--log', file('titled.csv'), ...columns],
      ...['--leave-out', 'hour', '--text-columns', 'title', '--text', 'random', '--seeds', '1'],
      ...['--student', 'logistic-regression', '--methods', 'kd', '--temperatures', '1', '--alphas', '1'],
      ...['--out', file('titled'), '--cache', file('cache')],
    );
    expect(exitCode, stderr).toBe(0);
    const { teacher, rows, settings } = JSON.parse(readFileSync(file('titled/result.json'), 'utf8'));
    expect(teacher.bySplit[0].members.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['dcn-v2', 'deep-fm', 'auto-int', 'mlp', 'language-model'],
    ]);
    expect(settings.teacher.text.source).toBe('random');
    expect(rows).toHaveLength(2);
  }, 180_000);
});

describe('distill --task click refuses', () => {
  const refused = async (...words: string[]) => {
    const { exitCode, stderr } = await speak('distill', '--attached', ...words);
    expect([exitCode, stderr]).toEqual([2, expect.any(String)]);
    return stderr;
  };
  const clicks = (...words: string[]) => refused('--task', 'click', ...sample(), ...words);

  it('what names no log, or two', async () => {
    expect(await refused('--task', 'click')).toMatch(/--dataset <name>, or --log/);
    expect(await clicks('--dataset', 'criteo-dac')).toMatch(/--log and --dataset/);
    expect(await refused('--task', 'click', '--dataset', 'criteo-dca')).toMatch(/did you mean "criteo-dac"/);
    expect(await refused('--task', 'click', '--log', file('ads.csv'))).toMatch(/--label-column/);
  });

  it.each([
    [['--items', 'i.csv'], /--items: a click log has no ratings/],
    [['--ablation'], /--ablation: expected another --task/],
    [['--text', 'none'], /--text none: no member of the teacher reads texts/],
    [['--model', 'a/b'], /--model: no member of the teacher reads texts/],
    [['--text-columns', 'site', '--text', 'none'], /--text none: leave language-model out/],
    [['--text-columns', 'site', '--teacher', 'mlp'], /--text-columns: expected language-model in --teacher/],
    [['--teacher', 'language-model'], /^.*ads: a click teacher of kind language-model.*this log has none/m],
    [['--min-rating', '3'], /--min-rating: expected another --task/],
    [['--student', 'sasrec'], /--student sasrec; did you mean/],
    [['--methods', 'catalogue-kl'], /--methods catalogue-kl; did you mean/],
    [['--teacher', 'mf'], /--teacher mf; did you mean/],
    [['--split', 'leave-one-out'], /--split leave-one-out: expected one of random, by-time, by-file/],
    [['--split', 'by-file'], /--split by-file: expected --log train,valid,test/],
    [['--folds', 'u1'], /--folds u1: expected a number of folds/],
    [['--hash-buckets', '9', '--max-ids', '9'], /expected one of them, found both/],
    [['--negative-share', '2'], /at most 1/],
    [['--numeric', 'no-such'], /ads\.csv:1: expected a column "no-such"/],
  ])('%j', async (words, message) => {
    expect(await clicks(...words)).toMatch(message);
  });

  it('a malformed line, naming file and line, unless it is to be left out', async () => {
    writeFileSync(file('bad.csv'), readFileSync(file('ads.csv'), 'utf8').replace('\n1,', '\n7,'));
    const bad = ['--log', file('bad.csv'), ...columns];
    expect(await refused('--task', 'click', ...bad)).toMatch(
      /bad\.csv:\d+: expected 0 or 1 in "click", found "7"/,
    );
  });

  it('a log’s flags with another task, and a log by name', async () => {
    expect(await refused(...sample())).toMatch(/--log: expected --task click beside, found --task rating/);
    expect(await refused('--hash-buckets', '8')).toMatch(/--hash-buckets: expected --task click/);
    expect(await refused('--dataset', 'criteo-dac-sample')).toMatch(/is a click log: expected --task click/);
    expect(await refused('--split', 'by-time')).toMatch(/--split by-time: expected --task click/);
  });
});

describe('data --log', () => {
  it('shows a click log in figures', async () => {
    const { exitCode, stdout } = await speak('data', ...sample());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rows +900, \d+ clicks \(\d+\.\d\d%\)$/m);
    expect(stdout).toMatch(/^numeric +1: price$/m);
    expect(stdout).toContain('900 rows read, 900 kept; nothing amiss');
  });

  it('counts what it leaves out, as JSON too', async () => {
    writeFileSync(file('bad.csv'), readFileSync(file('ads.csv'), 'utf8').replace('\n1,', '\n7,'));
    const words = ['--log', file('bad.csv'), ...columns, '--bad-lines', 'leave-out', '--json'];
    const summary = JSON.parse((await speak('data', ...words)).stdout);
    expect(summary).toMatchObject({ rows: 899, report: { issues: { 'not-a-label': 1 } }, user: 'user' });
  });

  it('refuses flags that nothing would read', async () => {
    const { exitCode, stderr } = await speak('data', 'sample', '--label-column', 'click');
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('--label-column: expected --log <files>'),
    ]);
  });
});
