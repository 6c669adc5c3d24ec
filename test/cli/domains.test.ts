import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettingsTable } from '../../src/cli/settings-table';
import { sampleClicks } from '../../src/data';
import type { DomainsResult } from '../../src/pipeline';
import { writeTinyFiles } from '../pipeline/tiny-data';
import { type Spoken, speak } from './command-line';

let folder: string;
const file = (name: string) => join(folder, name);

const quick = { seeds: [1, 2], temperatures: 1, alphas: 1, dimensions: 2, text: 'none' };
const table = () => [
  {
    ...{ domain: 'toys', task: 'rating', student: 'mf', members: 1, 'batch-size': 128, ...quick },
    data: { ratings: file('ratings.csv'), items: file('items.csv'), itemText: 'title' },
  },
  { domain: 'fog', data: { ratings: file('missing.csv') }, ...quick },
  {
    note: 'one member is enough here',
    ...{ domain: 'ads', task: 'click', student: 'logistic-regression', teacher: 'mlp', methods: 'kd' },
    ...{ members: 1, seeds: [1, 2], temperatures: 1, alphas: 1, dimensions: 2 },
    data: { log: file('ads.csv'), labelColumn: 'click', leaveOut: 'hour', otherColumns: 'infer' },
  },
];

function domains(...words: string[]): Promise<Spoken> {
  const places = ['--out', file('out'), '--cache', file('cache')];
  return speak('domains', '--attached', '--table', file('table.json'), ...places, ...words);
}
const resultOf = (): DomainsResult => JSON.parse(readFileSync(file('out/domains.json'), 'utf8'));

beforeAll(() => {
  folder = writeTinyFiles(mkdtempSync(join(tmpdir(), 'recdistill-cli-domains-')));
  writeFileSync(file('ads.csv'), sampleClicks({ rows: 600, seed: 2 }).csv);
  writeFileSync(file('table.json'), JSON.stringify(table()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('recdistill domains', () => {
  let spoken: Spoken;

  beforeAll(async () => {
    spoken = await domains();
  }, 120_000);

  it('runs each row by its own task, reports the one that fails, and ends with 1', () => {
    expect(spoken.exitCode).toBe(1);
    const { rows, failures } = resultOf();
    expect(rows.map(({ domain, task, metric }) => [domain, task, metric])).toEqual([
      ['toys', 'rating', 'rmse'],
      ['ads', 'click', 'logLoss'],
    ]);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ domain: 'fog', message: expect.stringContaining('missing.csv') });
    expect(spoken.stdout).toContain('fog (fog-missing.csv) failed');
  });

  it('gives each row a folder, and a command that makes it alone', () => {
    for (const name of ['toys-ratings.csv', 'ads-ads.csv'])
      expect(existsSync(file(`out/${name}/result.json`))).toBe(true);
    // a folder whose name holds a space puts quotes round a word
    const command = String(resultOf().rows[0].command).replaceAll('"', '');
    expect(command).toContain(`npx recdistill distill --ratings=${file('ratings.csv')}`);
  });

  it('runs what --only names, and finds it finished', async () => {
    const started = performance.now();
    const again = await domains('--only', 'ads', '--json');
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout).rows.map(({ domain }: { domain: string }) => domain)).toEqual(['ads']);
    expect(readFileSync(file('out/report.html'), 'utf8')).toContain('one member is enough here');
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

describe('recdistill domains, given what it cannot read,', () => {
  it('names the domains that the table has', async () => {
    const { exitCode, stderr } = await domains('--only', 'music');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--only music: expected some of toys, toys-ratings.csv, fog');
  });

  it('says which row lacks a domain, and which has an unknown option', async () => {
    writeFileSync(file('table.json'), JSON.stringify([...table(), { data: { dataset: 'sample' } }]));
    const lacking = await domains();
    expect(lacking.exitCode).toBe(2);
    expect(lacking.stderr).toContain('row 4: expected a domain');
    writeFileSync(file('table.json'), JSON.stringify([{ domain: 'toys', studnet: 'mf' }]));
    const unknown = await domains();
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('row 1');
    expect(unknown.stderr).toContain('student');
  });
});

it('the example’s rows are all rows that distill understands', () => {
  const path = join(__dirname, '..', '..', 'examples', 'domains.json');
  const rows = readSettingsTable({ path, own: ['domain', 'name', 'note'] as const, overrides: {} });
  expect(new Set(rows.map(({ own }) => own.domain)).size).toBe(5);
});
