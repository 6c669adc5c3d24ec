import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors';
import {
  type DistillationResult,
  type DomainCase,
  type DomainsResult,
  domainsReport,
  domainsTable,
  runDistillation,
  runDomains,
} from '../../../src/pipeline';
import { loadTiny, tinySettings, tinySplit, writeTinyFiles } from '../tiny-data';

let folder: string;
let rated: DistillationResult;
let result: DomainsResult;
let runs = 0;

const good = (changed: Partial<DomainCase> = {}): DomainCase => ({
  ...{ domain: 'toys', name: 'toys-tiny', key: 'a', command: 'npx recdistill distill --seeds 1' },
  run: async () => {
    runs++;
    return { task: 'rating', result: rated };
  },
  ...changed,
});
const bad = good({ domain: 'fog', name: 'fog', run: () => Promise.reject(new InputError('no such file')) });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-domains-'));
  const data = await loadTiny(writeTinyFiles(folder));
  rated = await runDistillation({
    ...{ data, splits: [tinySplit(data)], settings: tinySettings, seed: 1, textSource: 'none' },
    ...{ cacheFolder: join(folder, 'cache'), outFolder: join(folder, 'rated') },
  });
  result = await runDomains({ cases: [bad, good()], outFolder: join(folder, 'out') });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('runDomains', () => {
  it('reports a case that fails with its message, and goes on to the next', () => {
    expect(result.failures).toEqual([
      { domain: 'fog', name: 'fog', command: bad.command, message: 'no such file' },
    ]);
    expect(result.rows.map(({ name, student }) => [name, student])).toEqual([
      ['toys-tiny', 'mf'],
      ['toys-tiny', 'linear'],
    ]);
  });

  it('brings a student’s own figures to the row', () => {
    const [row] = result.rows;
    const [student] = rated.students;
    expect(row).toMatchObject({
      ...{ metric: 'rmse', scratch: student.scratch.rmse, distilled: student.distilled.rmse, p: student.p },
      ...{ teacher: rated.teacher.rmse, weights: student.weights, bytes: student.sizeBytes, splits: 1 },
    });
    expect(row.interval?.low).toBeLessThan(row.interval?.high as number);
    const size = row.slices.reduce((sum, { count }) => sum + count, 0);
    expect(size).toBe(rated.splits[0].rows.test);
  });

  it('finds a finished case again, runs it anew under another key, and tries a failed one once more', async () => {
    const outFolder = join(folder, 'out');
    const before = runs;
    const again = await runDomains({ cases: [bad, good()], outFolder });
    expect(runs).toBe(before);
    expect(again.rows).toEqual(result.rows);
    expect(again.failures).toHaveLength(1);
    await runDomains({ cases: [good({ key: 'b' })], outFolder });
    expect(runs).toBe(before + 1);
  });

  it('marks one student a case as what validation chose, and shows that one', () => {
    expect(result.rows.filter(({ isChosen }) => isChosen)).toHaveLength(1);
    expect(domainsTable(result).rows).toHaveLength(1);
  });

  it('stops at a signal in place of calling it a failure', async () => {
    const control = new AbortController();
    const stop = good({
      name: 'stop',
      run: async () => {
        control.abort(new Error('enough'));
        throw new Error('cut off');
      },
    });
    const cases = [stop, good({ name: 'after' })];
    const { signal } = control;
    await expect(runDomains({ cases, outFolder: join(folder, 'stopped'), signal })).rejects.toThrow('enough');
  });

  it('refuses two cases of one name, and none', async () => {
    const outFolder = join(folder, 'refused');
    await expect(runDomains({ cases: [good(), good()], outFolder })).rejects.toThrow(InputError);
    await expect(runDomains({ cases: [], outFolder })).rejects.toThrow(InputError);
  });
});

describe('domainsReport', () => {
  it('says what failed, and who teaches where nothing was read', () => {
    const { sections } = domainsReport(result);
    const words = sections.flatMap(({ paragraphs }) => paragraphs).join('\n');
    expect(words).toContain('**fog** (fog): no such file');
    expect(words).toContain('It read nothing for `tiny`');
    expect(sections[0].figures).toHaveLength(2);
  });
});
