import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedClickTargets } from '../../../src/distill/click/cached-click-targets';
import type { ClickSoftTargets } from '../../../src/distill/click/click-soft-targets';
import { Random } from '../../../src/random';

const random = new Random(1);
const rows = Int32Array.of(4, 0, 7);
const said: ClickSoftTargets = {
  logits: random.normals(3, 2),
  hidden: { values: random.normals(6, 1), width: 2 },
};
const never = (): ClickSoftTargets => {
  throw new Error('asked again');
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-click-targets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ask = (score: () => ClickSoftTargets, more: { teacher?: string; rows?: Int32Array } = {}) =>
  cachedClickTargets({ folder, teacher: 'a', table: { hash: 't' }, rows, score, ...more });

describe('cachedClickTargets', () => {
  it('asks once and gives the same word again, bit for bit', async () => {
    const first = await ask(() => said);
    expect([first.wasCached, first.softTargets]).toEqual([false, said]);
    const second = await ask(never);
    expect([second.wasCached, second.softTargets]).toEqual([true, said]);
  });

  it('keeps logits alone where there is no hidden layer', async () => {
    await ask(() => ({ ...said, hidden: null }));
    expect((await ask(never)).softTargets).toEqual({ ...said, hidden: null });
  });

  it('asks again for another teacher and for other rows', async () => {
    await ask(() => said);
    await expect(ask(never, { teacher: 'b' })).rejects.toThrow('asked again');
    await expect(ask(never, { rows: Int32Array.of(4, 7, 0) })).rejects.toThrow('asked again');
  });

  it('refuses a file in which one bit has changed', async () => {
    const { path } = await ask(() => said);
    const bytes = readFileSync(path);
    bytes[10] ^= 1;
    writeFileSync(path, bytes);
    await expect(ask(never)).rejects.toThrow(/damaged|description/);
  });

  it('keeps nothing of a word that does not fit the rows or is not finite', async () => {
    await expect(ask(() => ({ logits: Float32Array.of(1), hidden: null }))).rejects.toThrow(/3 rows/);
    const broken = { logits: Float32Array.of(1, Number.NaN, 0), hidden: null };
    await expect(ask(() => broken)).rejects.toThrow(/finite/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
