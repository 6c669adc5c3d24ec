import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  catalogueCoverage,
  countsOf,
  giniOfExposure,
  intraListDistance,
  itemPopularitySlices,
  latency,
  rmse,
  sizeOnDisk,
  sliceRmse,
  userHistorySlices,
} from '../../src/evaluate';
import { golden } from './golden';

describe('slices', () => {
  it.each([itemPopularitySlices, userHistorySlices])('cover every count exactly once', (...ranges) => {
    for (const count of [0, 1, 4, 5, 19, 20, 99, 100, 1e9]) {
      expect(ranges.filter(({ from, to }) => count >= from && count <= to)).toHaveLength(1);
    }
  });

  it('sliceRmse gives count and error of each slice, and null where a slice is empty', () => {
    const trainingCounts = countsOf({ entities: [1, 1, 2, 2, 2, 2, 2], size: 4 });
    const found = sliceRmse({
      predictions: [3, 3, 3, 3],
      ratings: [5, 4, 3, 1],
      entities: [0, 1, 2, 3],
      trainingCounts,
      ranges: itemPopularitySlices,
    });
    expect(found).toEqual([
      { name: 'cold (0)', count: 2, value: Math.sqrt((4 + 4) / 2) },
      { name: 'rare (1-4)', count: 1, value: 1 },
      { name: 'known (5-19)', count: 1, value: 0 },
      { name: 'popular (20+)', count: 0, value: null },
    ]);
  });

  it('put the overall error together again, weighted by count', () => {
    const entities = golden.labels.map((_, row) => row % 30);
    const trainingCounts = Int32Array.from({ length: 30 }, (_, i) => i);
    const ratings = golden.labels;
    const predictions = golden.labels.map((_, row) => golden.probabilities[row] * 4);
    const slices = sliceRmse({
      predictions,
      ratings,
      entities,
      trainingCounts,
      ranges: itemPopularitySlices,
    });
    const squares = slices.reduce((sum, { count, value }) => sum + count * (value ?? 0) ** 2, 0);
    expect(Math.sqrt(squares / ratings.length)).toBeCloseTo(rmse({ predictions, ratings }), 10);
  });

  it('refuse an entity that training does not know of', () => {
    expect(() => countsOf({ entities: [4], size: 4 })).toThrow(/entities\[0\] is 4/);
  });
});

describe('top lists', () => {
  it('catalogueCoverage is the share of items that anybody is shown', () => {
    expect(catalogueCoverage({ lists: [[0, 1], [1]], items: 4 })).toBe(0.5);
  });

  it('giniOfExposure is 0 for equal exposure and 1 - 1/n where one item gets all', () => {
    expect(giniOfExposure({ lists: [[0, 1, 2, 3]], items: 4 })).toBe(0);
    expect(giniOfExposure({ lists: [[2], [2], [2]], items: 4 })).toBe(0.75);
  });

  it('giniOfExposure is the mean difference over twice the mean', () => {
    const exposure = [1, 2, 3, 6];
    const lists = exposure.map((count, item) => new Array<number>(count).fill(item));
    let differences = 0;
    for (const a of exposure) for (const b of exposure) differences += Math.abs(a - b);
    expect(giniOfExposure({ lists, items: 4 })).toBeCloseTo(differences / 16 / (2 * 3), 12);
  });

  it('intraListDistance is 0 for parallel vectors, 1 for a right angle and 2 for opposites', () => {
    const vectors = Float32Array.from([1, 0, 2, 0, 0, 3, -1, 0]);
    const distance = (...lists: number[][]) => intraListDistance({ lists, vectors, width: 2 });
    expect(distance([0, 1])).toBeCloseTo(0, 6);
    expect(distance([0, 2])).toBeCloseTo(1, 6);
    expect(distance([0, 3])).toBeCloseTo(2, 6);
    expect(distance([0, 1, 2])).toBeCloseTo(2 / 3, 6);
    expect(distance([0, 1], [0, 2], [3])).toBeCloseTo(0.5, 6);
  });

  it('refuse an item outside the catalogue', () => {
    expect(() => catalogueCoverage({ lists: [[9]], items: 4 })).toThrow(/lists\[0\]\[0\] is 9/);
  });
});

describe('latency', () => {
  it('runs warm-up and repeats, and orders its percentiles', async () => {
    let runs = 0;
    const found = await latency({ run: () => runs++, warmup: 3, repeats: 20 });
    expect(runs).toBe(23);
    expect(found.repeats).toBe(20);
    expect(found.p50Ms).toBeGreaterThanOrEqual(0);
    expect(found.p95Ms).toBeGreaterThanOrEqual(found.p50Ms);
  });

  it('awaits a promise', async () => {
    const run = () => new Promise((resolve) => setTimeout(resolve, 15));
    const { p50Ms } = await latency({ run, warmup: 0, repeats: 3 });
    expect(p50Ms).toBeGreaterThan(10);
  });
});

describe('sizeOnDisk', () => {
  it('sums a folder and the folders in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'size-'));
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'a.bin'), new Uint8Array(10));
    writeFileSync(join(folder, 'inner', 'b.bin'), new Uint8Array(32));
    expect(sizeOnDisk(folder)).toBe(42);
    expect(sizeOnDisk(join(folder, 'a.bin'))).toBe(10);
    rmSync(folder, { recursive: true });
    expect(() => sizeOnDisk(folder)).toThrow(/nothing at/);
  });
});
