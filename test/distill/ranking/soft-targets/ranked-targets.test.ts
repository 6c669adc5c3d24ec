import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSoftTargets } from '../../../../src/distill';
import {
  cachedRankedTargets,
  type Precision,
  type RankedTargets,
  readRankedTargets,
  writeRankedTargets,
} from '../../../../src/distill/ranking/soft-targets';
import { dequantise, quantiseRows } from '../../../../src/distill/ranking/soft-targets/quantise-rows';
import { InputError } from '../../../../src/errors';
import { Random } from '../../../../src/random';
import { exampleTargets, refusal } from './example-targets';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ranked targets ü '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function written(name: string, targets: RankedTargets, precision: Precision = 'float32') {
  const path = join(folder, name);
  await writeRankedTargets({ path, targets, precision });
  return path;
}

const read = (path: string, targets: RankedTargets) => readRankedTargets({ path, expected: targets.source });

describe('writeRankedTargets and readRankedTargets', () => {
  test.each([
    [0, 5],
    [1, 1],
    [37, 10],
    [2000, 60],
  ])('bring %d contexts with their best %d back to the bit', async (contexts, k) => {
    const targets = exampleTargets(contexts, k);
    expect(await read(await written('whole.parquet', targets), targets)).toEqual(targets);
  });

  test.each([
    ['16-bit', 65_535],
    ['8-bit', 255],
  ] as const)(
    'in %s keep items and order, and err by half a step of the row at most',
    async (precision, steps) => {
      const targets = exampleTargets(200, 50);
      const found = await read(await written(`${precision}.parquet`, targets, precision), targets);
      expect(found.items).toEqual(targets.items);
      let worst = 0;
      for (let context = 0; context < 200; context++) {
        const [from, to] = [context * 50, (context + 1) * 50];
        const spread = targets.logits[from] - targets.logits[to - 1];
        const rounding = 2 ** -21 * Math.max(...targets.logits.subarray(from, to).map(Math.abs));
        for (let at = from; at < to; at++) {
          const error = Math.abs(found.logits[at] - targets.logits[at]);
          expect(error).toBeLessThanOrEqual(spread / (2 * steps) + rounding);
          worst = Math.max(worst, error / (spread / (2 * steps)));
          if (at > from) expect(found.logits[at]).toBeLessThanOrEqual(found.logits[at - 1]);
        }
      }
      // The bound is nearly reached, or it would say nothing.
      expect(worst).toBeGreaterThan(0.9);
    },
  );

  test('take fewer bytes the less exact they are', async () => {
    const targets = exampleTargets(500, 100, 4000);
    const sizes: number[] = [];
    for (const precision of ['float32', '16-bit', '8-bit'] as const)
      sizes.push(statSync(await written(`size-${precision}.parquet`, targets, precision)).size / 50_000);
    expect(sizes[0]).toBeLessThan(6);
    expect(sizes[1]).toBeLessThan(sizes[0] * 0.8);
    expect(sizes[2]).toBeLessThan(sizes[1] * 0.85);
  });

  test('write numbers that any reader of Parquet can put together', async () => {
    const targets = exampleTargets(30, 8);
    const path = await written('columns.parquet', targets, '8-bit');
    const { parquetReadObjects } = await import('hyparquet');
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(240);
    const { item, code, low, step } = rows[8 * 7 + 3];
    expect(item).toBe(targets.items[59]);
    expect(low + code * step).toBeCloseTo(targets.logits[59], 1);
    expect(rows[56].code).toBe(255);
    expect(rows[63].code).toBe(0);
  });

  test('keep the vectors beside the lists, and refuse others in their place', async () => {
    const random = new Random(5);
    const targets: RankedTargets = {
      ...exampleTargets(20, 4),
      hidden: { values: random.normals(20 * 6, 1), width: 6 },
      itemVectors: { values: random.normals(300 * 6, 1), width: 6 },
    };
    const path = await written('vectors.parquet', targets);
    expect(await read(path, targets)).toEqual(targets);
    const file = `${path}.vectors.safetensors`;
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(file, bytes);
    expect((await refusal(read(path, targets))).message).toContain('the vectors that belong to');
    rmSync(file);
    expect((await refusal(read(path, targets))).message).toContain('found none');
  });
});

describe('writeRankedTargets refuses', () => {
  const good = exampleTargets(4, 3);
  const changed = (name: 'items' | 'logits', at: number, value: number) => {
    const values = good[name].slice();
    values[at] = value;
    return { ...good, [name]: values };
  };
  test.each([
    [
      'an item outside of the catalogue',
      changed('items', 4, 300),
      'context 1 holds item 300; expected 0 .. 299',
    ],
    ['an item twice', changed('items', 4, good.items[3]), 'twice; expected each once'],
    ['a logit that is none', changed('logits', 7, Number.NaN), 'context 2 holds the logit NaN'],
    ['a list that is not sorted', changed('logits', 7, 99), 'context 2 holds 99 after'],
    ['too few logits', { ...good, logits: good.logits.subarray(1) }, 'found 12 items and 11 logits'],
    [
      'vectors of other queries',
      { ...good, hidden: { values: new Float32Array(6), width: 2 } },
      'hidden must be [4, 2]',
    ],
  ])('%s', async (_, targets, message) => {
    expect((await refusal(written('bad.parquet', targets))).message).toContain(message);
    expect(existsSync(join(folder, 'bad.parquet'))).toBe(false);
  });

  test('a precision that it does not know', async () => {
    expect((await refusal(written('bad.parquet', good, '4-bit' as Precision))).message).toContain(
      'float32, 16-bit, 8-bit',
    );
  });
});

describe('readRankedTargets refuses', () => {
  const targets = exampleTargets(60, 7);
  const { source } = targets;

  test.each(['teacher', 'data', 'split', 'queries', 'catalogue'] as const)('another %s', async (name) => {
    const path = await written('other.parquet', targets);
    const expected = { ...source, [name]: name === 'catalogue' ? 301 : 'd' };
    const error = await refusal(readRankedTargets({ path, expected }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(
      `ranked targets for ${name} ${expected[name]}, found ${name} ${source[name]}`,
    );
  });

  test('soft targets of ratings', async () => {
    const path = join(folder, 'soft.parquet');
    const one = Int32Array.from([1]);
    const softTargets = { teacher: 'a', data: 'b', split: 'c', classes: 1, users: one, items: one };
    const [observed, logits] = [Uint8Array.from([1]), Float32Array.from([1])];
    await writeSoftTargets({ path, softTargets: { ...softTargets, observed, logits } });
    expect((await refusal(read(path, targets))).message).toContain('found a file of another kind');
  });

  test.each(['float32', '8-bit'] as const)('every one of 300 damaged files in %s', async (precision) => {
    const path = await written('damaged.parquet', targets, precision);
    const whole = readFileSync(path);
    const random = new Random(3);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(whole);
      bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
      writeFileSync(path, round % 3 === 0 ? whole.subarray(0, random.integer(whole.length)) : bytes);
      expect(await refusal(read(path, targets))).toBeInstanceOf(InputError);
    }
  });
});

describe('quantiseRows', () => {
  test('puts the ends of a row on the ends of the grid, and a row of one value on one point', () => {
    const values = Float32Array.from([3, 1, -2, 7, 7, 7]);
    const { codes, low, step } = quantiseRows({ values, k: 3, bits: 8 });
    expect([...codes]).toEqual([255, 153, 0, 0, 0, 0]);
    expect([...low]).toEqual([-2, 7]);
    expect([...step]).toEqual([Math.fround(5 / 255), 0]);
    const spread = (numbers: Float32Array) => Float32Array.from([0, 0, 0, 1, 1, 1], (row) => numbers[row]);
    expect(dequantise(codes, spread(low), spread(step))[5]).toBe(7);
  });

  test('keeps a spread that is wider than single precision', () => {
    const values = Float32Array.from([3e38, -3e38]);
    const { codes, low, step } = quantiseRows({ values, k: 2, bits: 16 });
    const twice = (numbers: Float32Array) => Float32Array.from([numbers[0], numbers[0]]);
    const [top, bottom] = dequantise(codes, twice(low), twice(step));
    expect(top / values[0]).toBeCloseTo(1, 5);
    expect(bottom).toBe(values[1]);
  });
});

describe('cachedRankedTargets', () => {
  test('asks the teacher once, and again for another source, precision or setting', async () => {
    const targets = exampleTargets(25, 5);
    let asked = 0;
    const get = (change: object) =>
      cachedRankedTargets({
        folder: join(folder, 'cache', 'nested'),
        source: targets.source,
        precision: '8-bit',
        settings: { k: 5, exclude: 'seen' },
        make: () => {
          asked++;
          return targets;
        },
        ...change,
      });
    const [first, second] = [await get({}), await get({ settings: { exclude: 'seen', k: 5 } })];
    expect([first.wasCached, second.wasCached, asked]).toEqual([false, true, 1]);
    // A first run must learn from the rounded logits, too.
    expect(second.targets).toEqual(first.targets);
    expect(first.targets.logits).not.toEqual(targets.logits);
    await get({ precision: '16-bit' });
    await get({ settings: { k: 5, exclude: 'nothing' } });
    expect(asked).toBe(3);
    const other = { ...targets, source: { ...targets.source, teacher: 'z' } };
    await get({ source: other.source, make: () => other });
    expect((await refusal(get({ source: { ...targets.source, split: 'y' } }))).message).toContain(
      'for split y',
    );
  });
});
