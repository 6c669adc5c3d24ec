import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type RankingSoft, softAsStored } from '../../../src/pipeline/ranking';
import { Random } from '../../../src/random';

const [CONTEXTS, ITEMS] = [50, 60];
const folder = mkdtempSync(join(tmpdir(), 'recdistill-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lists of random items, best first, of as many contexts of one item. */
function randomSoft(): RankingSoft {
  const random = new Random(3);
  const logits = random.normals(CONTEXTS * ITEMS, 2);
  const items = new Int32Array(CONTEXTS * ITEMS);
  for (let c = 0; c < CONTEXTS; c++) {
    logits
      .subarray(c * ITEMS, (c + 1) * ITEMS)
      .sort()
      .reverse();
    items.set(random.permutation(ITEMS), c * ITEMS);
  }
  const numbers = Int32Array.from({ length: CONTEXTS }, (_, i) => i);
  const contexts = {
    users: numbers,
    sequences: numbers.map((i) => i % ITEMS),
    width: 1,
    rows: numbers,
    lengths: new Int32Array(CONTEXTS).fill(1),
  };
  return {
    examples: { contexts, targets: new Int32Array(CONTEXTS).fill(-1) },
    teacher: { contexts: CONTEXTS, k: ITEMS, items, logits, itemVectors: { values: logits, width: 1 } },
    popularity: new Float32Array(ITEMS),
    hash: 'soft',
    path: '',
  };
}

const soft = randomSoft();

it('reads the best items back, with logits as exact as the precision', async () => {
  for (const [precision, steps] of [
    ['float32', Infinity],
    ['16-bit', 65_535],
    ['8-bit', 255],
  ] as const) {
    const { soft: stored } = await softAsStored({ soft, k: 20, precision, folder });
    expect([...stored.teacher.items.slice(0, 20)]).toEqual([...soft.teacher.items.slice(0, 20)]);
    const own = soft.teacher.logits.subarray(0, 20);
    const allowed = (own[0] - own[19]) / (2 * steps) + 1e-6;
    for (let i = 0; i < 20; i++) {
      expect(Math.abs(stored.teacher.logits[i] - own[i])).toBeLessThanOrEqual(allowed);
    }
  }
});

it('takes more bytes for more items and for more exact logits, and keeps no vectors', async () => {
  const sizeOf = async (k: number, precision: 'float32' | '8-bit') => {
    const stored = await softAsStored({ soft, k, precision, folder });
    expect(stored.soft.teacher.itemVectors).toBeUndefined();
    return stored.sizeBytes;
  };
  const [few, many, coarse] = [
    await sizeOf(10, 'float32'),
    await sizeOf(60, 'float32'),
    await sizeOf(60, '8-bit'),
  ];
  expect(few).toBeLessThan(many);
  expect(coarse).toBeLessThan(many);
});

it('names what was kept, so that nothing trained on other lists is taken for it', async () => {
  const hashOf = async (k: number, precision: 'float32' | '8-bit') =>
    (await softAsStored({ soft, k, precision, folder })).soft.hash;
  const hashes = [await hashOf(10, 'float32'), await hashOf(10, '8-bit'), await hashOf(11, '8-bit')];
  expect(new Set([soft.hash, ...hashes]).size).toBe(4);
});
