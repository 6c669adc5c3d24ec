import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cachedSoftTargets,
  readSoftTargets,
  type SoftTargets,
  softTargetsKey,
  writeSoftTargets,
} from '../../../src/distill';
import { seal, unsealed } from '../../../src/distill/soft-targets/seal';
import { InputError } from '../../../src/errors';
import { sha256 } from '../../../src/files/hash';
import { Random } from '../../../src/random';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'soft targets ü '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function example(pairs: number, classes = 5): SoftTargets {
  const random = new Random(pairs);
  return {
    teacher: 'a'.repeat(64),
    data: 'b'.repeat(64),
    split: 'c'.repeat(64),
    classes,
    users: new Int32Array(pairs).map(() => random.integer(943)),
    items: new Int32Array(pairs).map(() => random.integer(1682)),
    observed: new Uint8Array(pairs).map(() => random.integer(2)),
    logits: random.normals(pairs * classes, 3),
  };
}

/** Equal if and only if every field is, to the bit. */
function contentHash({ teacher, data, split, classes, users, items, observed, logits }: SoftTargets): string {
  return sha256(teacher, data, split, String(classes), users, items, observed, logits);
}

async function written(name: string, softTargets: SoftTargets): Promise<string> {
  const path = join(folder, name);
  await writeSoftTargets({ path, softTargets });
  return path;
}

async function refusal(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('something was taken that should be refused');
}

describe('writeSoftTargets and readSoftTargets', () => {
  it.each([
    [0, 5],
    [1, 2],
    [1003, 5],
    [250_001, 3],
  ])('bring %d pairs of %d classes back to the bit', async (pairs, classes) => {
    const softTargets = example(pairs, classes);
    const path = await written(`round-trip-${pairs}.parquet`, softTargets);
    const found = await readSoftTargets({ path, expected: softTargets });
    expect(Object.keys(found).sort()).toEqual(Object.keys(softTargets).sort());
    expect(contentHash(found)).toBe(contentHash(softTargets));
  });

  it('keep the extremes of a float', async () => {
    const logits = new Float32Array([1e-45, -0, 3.4028234663852886e38, -1e4, 0.1]);
    const softTargets = { ...example(1), logits };
    const path = await written('extremes.parquet', softTargets);
    const found = (await readSoftTargets({ path, expected: softTargets })).logits;
    expect([...found].every((value, i) => Object.is(value, logits[i]))).toBe(true);
  });

  it('write columns that any reader of Parquet finds', async () => {
    const softTargets = example(100);
    const path = await written('columns.parquet', softTargets);
    const { parquetReadObjects } = await import('hyparquet');
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    expect(rows.length).toBe(100);
    expect(rows[7]).toEqual({
      user: softTargets.users[7],
      item: softTargets.items[7],
      observed: softTargets.observed[7] === 1,
      ...Object.fromEntries(Array.from({ length: 5 }, (_, c) => [`z${c}`, softTargets.logits[35 + c]])),
    });
  });

  it('leave no partial file beside the whole one', () => {
    expect(readdirSync(folder).filter((name) => !name.endsWith('.parquet'))).toEqual([]);
  });

  it('refuse arrays that do not belong together, and logits that are not finite', async () => {
    const good = example(10);
    const short = { ...good, logits: good.logits.subarray(1) };
    expect((await refusal(written('bad', short))).message).toContain(
      'found 10 items, 10 flags and 49 logits',
    );
    const logits = good.logits.slice();
    logits[13] = Number.NaN;
    expect((await refusal(written('bad', { ...good, logits }))).message).toContain(
      'the logits of pair 2 hold NaN',
    );
    expect(readdirSync(folder)).not.toContain('bad');
  });
});

describe('readSoftTargets refuses', () => {
  it.each(['teacher', 'data', 'split', 'classes'] as const)('another %s', async (name) => {
    const softTargets = example(20);
    const path = await written('other.parquet', softTargets);
    const value = name === 'classes' ? 4 : 'd'.repeat(64);
    const error = await refusal(readSoftTargets({ path, expected: { ...softTargets, [name]: value } }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      `${path}: expected soft targets for ${name} ${value}, found ${name} ${softTargets[name]}; delete the file and have the teacher score again`,
    );
  });

  it('a file that is not there', async () => {
    const error = await refusal(readSoftTargets({ path: join(folder, 'nowhere'), expected: example(1) }));
    expect(error).toBeInstanceOf(InputError);
  });

  it('a Parquet file that holds something else', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const path = join(folder, 'foreign.parquet');
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'a', data: [1, 2] }] })));
    const error = await refusal(readSoftTargets({ path, expected: example(1) }));
    expect(error.message).toContain(
      'expected a file of soft targets, found a Parquet file without their description',
    );
  });

  it('a file of a later format version', async () => {
    const softTargets = example(20);
    const path = await written('version.parquet', softTargets);
    const text = readFileSync(path).toString('latin1');
    const later = text
      .replace('"version":1', '"version":7')
      .replace(/"checksum":"[0-9a-f]{64}"/, `"checksum":"${unsealed}"`);
    const bytes = Buffer.from(later, 'latin1');
    seal(bytes);
    writeFileSync(path, bytes);
    const error = await refusal(readSoftTargets({ path, expected: softTargets }));
    expect(error.message).toContain('expected format version 1, found 7');
  });

  it('a file cut anywhere', async () => {
    const softTargets = example(200);
    const whole = readFileSync(await written('whole.parquet', softTargets));
    const path = join(folder, 'cut.parquet');
    for (let length = 0; length < whole.length; length += 41) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await refusal(readSoftTargets({ path, expected: softTargets }))).toBeInstanceOf(InputError);
    }
  });

  it('every one of 1,000 damaged files', async () => {
    const softTargets = example(60);
    const whole = readFileSync(await written('sound.parquet', softTargets));
    const path = join(folder, 'damaged.parquet');
    const random = new Random(3);
    for (let round = 0; round < 1000; round++) {
      const bytes = Buffer.from(whole);
      const flips = 1 + random.integer(4);
      for (let k = 0; k < flips; k++) bytes[random.integer(bytes.length)] ^= 1 << random.integer(8);
      if (bytes.equals(whole)) continue;
      writeFileSync(path, bytes);
      expect(await refusal(readSoftTargets({ path, expected: softTargets }))).toBeInstanceOf(InputError);
    }
  });
});

describe('softTargetsKey', () => {
  it('changes with the teacher, the data, the split and each part of the pairs', () => {
    const softTargets = example(10);
    const { teacher, data, split } = softTargets;
    const key = (change: object) => softTargetsKey({ teacher, data, split, pairs: softTargets, ...change });
    const other = (name: 'users' | 'items' | 'observed') => {
      const moved = softTargets[name].slice();
      moved[4]++;
      return { pairs: { ...softTargets, [name]: moved } };
    };
    const keys = [
      key({}),
      key({ teacher: 'x' }),
      key({ data: 'x' }),
      key({ split: 'x' }),
      key(other('users')),
      key(other('items')),
      key(other('observed')),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key({})).toBe(keys[0]);
  });
});

describe('cachedSoftTargets', () => {
  it('asks the teacher once, and again for another teacher or other pairs', async () => {
    const { teacher, data, split, classes, users, items, observed, logits } = example(50);
    const cache = join(folder, 'cache', 'nested');
    let asked = 0;
    const get = (change: object) =>
      cachedSoftTargets({
        folder: cache,
        teacher,
        data,
        split,
        classes,
        pairs: { users, items, observed },
        score: (pairs) => {
          asked++;
          return logits.subarray(0, pairs.users.length * classes);
        },
        ...change,
      });
    const first = await get({});
    const second = await get({});
    expect(asked).toBe(1);
    expect([first.wasCached, second.wasCached]).toEqual([false, true]);
    expect(second.softTargets).toEqual(first.softTargets);
    expect(statSync(first.path).size).toBeGreaterThan(0);
    await get({ teacher: 'another' });
    await get({
      pairs: { users: users.subarray(1), items: items.subarray(1), observed: observed.subarray(1) },
    });
    expect(asked).toBe(3);
    expect(readdirSync(cache).length).toBe(3);
  });

  it('keeps nothing when the teacher fails, and refuses a damaged file rather than hide it', async () => {
    const { teacher, data, split, classes, users, items, observed, logits } = example(30);
    const cache = join(folder, 'failing');
    const get = (score: () => Float32Array) =>
      cachedSoftTargets({
        folder: cache,
        teacher,
        data,
        split,
        classes,
        pairs: { users, items, observed },
        score,
      });
    const failing = get(() => {
      throw new Error('out of memory');
    });
    expect((await refusal(failing)).message).toBe('out of memory');
    expect((await refusal(get(() => new Float32Array(3)))).message).toContain('3 logits');
    const { path } = await get(() => logits);
    writeFileSync(path, readFileSync(path).fill(0, 40, 80));
    const error = await refusal(get(() => logits));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(path);
  });
});
