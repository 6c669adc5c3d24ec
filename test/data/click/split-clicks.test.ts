import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  type ClickSplit,
  clickLabels,
  criteoColumns,
  criteoFile,
  downsampleNegatives,
  encodeClicks,
  fitClickEncoding,
  openClickLog,
  openClickSource,
  sampleClickColumns,
  sampleClicks,
  sampleClickTruth,
  splitClicksAtRandom,
  splitClicksByFile,
  splitClicksByTime,
  splitClicksIntoFolds,
} from '../../../src/data';
import { correctDownsampling } from '../../../src/evaluate';
import { realDataFolder } from '../real-data';
import { temporaryFolder } from '../temporary-folder';
import { criteoTsv, openText } from './small-logs';

const sample = () => openText(sampleClicks({ rows: 500, seed: 1 }).csv, sampleClickColumns);
const everyRow = Array.from({ length: 500 }, (_, row) => row);

function rowsOf(split: ClickSplit): number[] {
  return [...split.train, ...split.validation, ...split.takeTest('test')].sort((a, b) => a - b);
}

async function threeFiles() {
  const names = ['a.tsv', 'b.tsv', 'c.tsv'];
  const counts = [30, 10, 20];
  const folder = temporaryFolder(Object.fromEntries(names.map((name, i) => [name, criteoTsv(counts[i])])));
  const files = names.map((name) => criteoFile(join(folder, name)));
  return openClickLog({ name: 'three', files, columns: criteoColumns, badLines: 'refuse' });
}

test('every row is in one part, and the same seed gives the same parts', async () => {
  const source = await sample();
  const shares = { testShare: 0.2, validationShare: 0.25 };
  const random = splitClicksAtRandom({ source, ...shares, seed: 1 });
  expect([random.train.length, random.validation.length, random.testSize]).toEqual([300, 100, 100]);
  expect(splitClicksAtRandom({ source, ...shares, seed: 1 }).hash).toBe(random.hash);
  expect(splitClicksAtRandom({ source, ...shares, seed: 2 }).hash).not.toBe(random.hash);
  expect(rowsOf(random)).toEqual(everyRow);
  const byTime = splitClicksByTime({ source, ...shares });
  expect(rowsOf(byTime)).toEqual(everyRow);
});

test('by time, no training row is younger than one of validation, nor that than one of the test', async () => {
  const lines = Array.from({ length: 50 }, (_, i) => `${i % 2},c,${(i * 37) % 50}`);
  const source = await openText(`y,c,t\n${lines.join('\n')}\n`, {
    label: 'y',
    categorical: ['c'],
    time: 't',
    others: 'leave-out',
  });
  const split = splitClicksByTime({ source, testShare: 0.2, validationShare: 0.25 });
  const times = (rows: Int32Array) => Array.from(rows, (row) => source.times?.[row] ?? Number.NaN);
  const [train, validation, test] = [split.train, split.validation, split.takeTest('test')].map(times);
  expect(Math.max(...train)).toBeLessThan(Math.min(...validation));
  expect(Math.max(...validation)).toBeLessThan(Math.min(...test));
});

test('without a time column the order of time is that of the lines', async () => {
  const source = await openText(sampleClicks({ rows: 500, seed: 1 }).csv, {
    ...sampleClickColumns,
    time: undefined,
  });
  const split = splitClicksByTime({ source, testShare: 0.2, validationShare: 0.25 });
  expect([...split.train, ...split.validation, ...split.takeTest('test')]).toEqual(everyRow);
});

test('each row is in the test part of one fold', async () => {
  const source = await sample();
  const folds = splitClicksIntoFolds({ source, folds: 5, validationShare: 0.1, seed: 1 });
  const tests = folds.flatMap((split) => [...split.takeTest('test')]).sort((a, b) => a - b);
  expect(tests).toEqual(everyRow);
  for (const split of folds) expect(split.train.length + split.validation.length).toBe(400);
});

test('the test part is handed out once', async () => {
  const split = splitClicksAtRandom({
    source: await sample(),
    testShare: 0.2,
    validationShare: 0.2,
    seed: 1,
  });
  split.takeTest('the report');
  expect(() => split.takeTest('a second look')).toThrow(
    /was already handed out to "the report", and "a second look" asks again/,
  );
});

test('files that are parts become the parts, and a share of the training file serves where none is for validation', async () => {
  const source = await threeFiles();
  const split = splitClicksByFile({ source, parts: ['train', 'validation', 'test'] });
  expect([split.train[29], split.validation[0], split.validation[9]]).toEqual([29, 30, 39]);
  expect(Array.from(split.takeTest('test'))).toEqual(Array.from({ length: 20 }, (_, i) => 40 + i));
  const drawn = splitClicksByFile({
    source,
    parts: ['train', 'train', 'test'],
    validationShare: 0.25,
    seed: 1,
  });
  expect([drawn.train.length, drawn.validation.length, drawn.testSize]).toEqual([30, 10, 20]);
});

test.each([
  ['no file for validation and no share', { parts: ['train', 'train', 'test'] }],
  ['a share without a seed', { parts: ['train', 'train', 'test'], validationShare: 0.1 }],
  ['a file and a share', { parts: ['train', 'validation', 'test'], validationShare: 0.1, seed: 1 }],
])('by file, %s is refused', async (_, more) => {
  const source = await threeFiles();
  const options = { source, ...more } as Parameters<typeof splitClicksByFile>[0];
  expect(() => splitClicksByFile(options)).toThrow(
    /give either a file for validation, or validationShare and seed/,
  );
});

test('by file, a number of parts other than that of the files, or none for the test, is refused', async () => {
  const source = await threeFiles();
  expect(() => splitClicksByFile({ source, parts: ['train', 'test'] })).toThrow(
    /a part for each of 3 files, found 2/,
  );
  expect(() => splitClicksByFile({ source, parts: ['train', 'validation', 'train'] })).toThrow(
    /found none in test/,
  );
});

async function sampleTable(rows: number) {
  const source = await openText(sampleClicks({ rows, seed: 2 }).csv, sampleClickColumns);
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const encoding = await fitClickEncoding({
    source,
    rows: all,
    minCount: 1,
    maxIdsPerField: 500,
    numericBuckets: 'squared-log',
    seed: 1,
  });
  return { table: await encodeClicks({ source, encoding }), all, source };
}

test('down-sampling keeps every click and about the share of the others, in their order', async () => {
  const { table, all, source } = await sampleTable(20_000);
  const kept = downsampleNegatives({ table, rows: all, share: 0.1, seed: 1 });
  const labels = clickLabels(table, kept);
  const clicks = labels.reduce((sum, label) => sum + label, 0);
  expect(clicks).toBe(source.clicks);
  const others = 20_000 - source.clicks;
  expect(Math.abs(kept.length - clicks - 0.1 * others)).toBeLessThan(4 * Math.sqrt(others * 0.1 * 0.9));
  expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
  expect(downsampleNegatives({ table, rows: all, share: 1, seed: 1 })).toEqual(all);
  expect(() => downsampleNegatives({ table, rows: all, share: 0, seed: 1 })).toThrow(
    /share must lie in \(0, 1\]/,
  );
});

test('the correction turns the click rate of the sampled rows back into that of all rows', async () => {
  const { table, all, source } = await sampleTable(20_000);
  const share = 0.25;
  const kept = downsampleNegatives({ table, rows: all, share, seed: 1 });
  const sampledRate = source.clicks / kept.length;
  const [rate] = correctDownsampling({ probabilities: [sampledRate], share });
  expect(Math.abs(sampledRate - source.clicks / 20_000)).toBeGreaterThan(0.2);
  expect(Math.abs(rate - source.clicks / 20_000)).toBeLessThan(0.01);
});

test('the correction multiplies the odds by the share, and leaves 0, 1 and a share of 1 as they are', () => {
  const probabilities = [0, 0.01, 0.2, 0.5, 0.9, 1];
  const corrected = correctDownsampling({ probabilities, share: 0.05 });
  probabilities.forEach((p, i) => {
    expect(corrected[i]).toBeCloseTo((0.05 * p) / (0.05 * p + 1 - p), 12);
  });
  expect([...correctDownsampling({ probabilities, share: 1 })]).toEqual(probabilities);
  expect(() => correctDownsampling({ probabilities: [1.2], share: 0.5 })).toThrow(/row 0, found 1.2/);
});

test('the sample knows its truth: labels follow the chances, and continue with more rows', () => {
  const small = sampleClicks({ rows: 100, seed: 5 });
  const large = sampleClicks({ rows: 20_000, seed: 5 });
  expect(large.csv.startsWith(small.csv)).toBe(true);
  const labels = large.csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line[0]));
  const losses = labels.map(
    (y, i) => -Math.log(y === 1 ? large.probabilities[i] : 1 - large.probabilities[i]),
  );
  const logLoss = losses.reduce((sum, loss) => sum + loss, 0) / labels.length;
  expect(Math.abs(logLoss - large.bayesLogLoss)).toBeLessThan(0.015);
  const rate = labels.reduce((sum, y) => sum + y, 0) / labels.length;
  const constant = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
  expect(large.bayesLogLoss).toBeLessThan(0.9 * constant);
});

test('a sample of fewer values has no others, and sizes that cannot be are refused', () => {
  const sizes = { user: 3, ad: 2, site: 1, device: 2 };
  const lines = sampleClicks({ rows: 200, seed: 5, sizes }).csv.trim().split('\n').slice(1);
  const valuesOf = (column: number) => new Set(lines.map((line) => line.split(',')[column])).size;
  expect([3, 4, 5, 6].map(valuesOf)).toEqual([3, 2, 1, 2]);
  expect(() => sampleClicks({ rows: 2, seed: 5, sizes: { ...sizes, ad: 0 } })).toThrow(/ad must be/);
});

test('the synthetic log has a name, lies where it was made, and is made again where it was changed', async () => {
  const cache = temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
  const first = await openClickSource({ dataset: 'sample-clicks' });
  const { csv, probabilities } = sampleClickTruth();
  expect([first.rows, first.name]).toEqual([probabilities.length, 'sample-clicks']);
  const [{ path }] = first.files;
  expect(path.startsWith(cache)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(csv);
  writeFileSync(path, csv.slice(0, 1000));
  expect((await openClickSource({ dataset: 'sample-clicks' })).hash).toBe(first.hash);
});

const criteo = realDataFolder('criteo-dac-first8000');
test.skipIf(criteo === null)("Criteo's first 8,000 rows have the counts that are known of them", async () => {
  const source = await openClickSource({ dataset: 'criteo-dac-sample', dataDir: criteo as string });
  expect([source.rows, source.rowsOfFile, source.clicks]).toEqual([8000, [7200, 409, 391], 1728]);
  const split = splitClicksByFile({ source, parts: ['train', 'validation', 'test'] });
  expect([split.train.length, split.validation.length, split.testSize]).toEqual([7200, 409, 391]);
});
