import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BertEncoder,
  cachedTextTable,
  encodeTexts,
  loadTokenizer,
  type TextTokenizer,
} from '../../src/language';

const model = join(__dirname, '..', 'fixtures', 'tiny-bert');
const folder = mkdtempSync(join(tmpdir(), 'text table '));
const texts = ['the star', 'a funny film of 1995', '', 'the star', 'unhappy robots in love'];
let encoder: BertEncoder;
let tokenizer: TextTokenizer;
const common = () => ({ encoder, tokenizer, texts, maxTokens: 12, tokensPerBatch: 20 });

beforeAll(async () => {
  encoder = BertEncoder.load({ folder: model });
  tokenizer = await loadTokenizer({ folder: model });
});
afterAll(() => {
  encoder.dispose();
  rmSync(folder, { recursive: true });
});

describe('encodeTexts', () => {
  it('gives each text the vector that it has alone, in the order of the texts', async () => {
    const table = await encodeTexts(common());
    const width = encoder.width;
    for (const [i, text] of texts.entries()) {
      const alone = await encodeTexts({ ...common(), texts: [text] });
      alone.forEach((value, j) => {
        expect(Math.abs(table[i * width + j] - value)).toBeLessThan(1e-5);
      });
    }
  });

  it('gives equal texts equal vectors', async () => {
    const table = await encodeTexts(common());
    const row = (i: number) => [...table.subarray(i * encoder.width, (i + 1) * encoder.width)];
    expect(row(0)).toEqual(row(3));
    expect(row(0)).not.toEqual(row(1));
  });

  it('tells its progress in distinct texts, keeps no tensor, and takes an empty list', async () => {
    const before = tf.memory().numTensors;
    const told: number[] = [];
    await encodeTexts({
      ...common(),
      onProgress: ({ done, total }) => {
        expect(total).toBe(4);
        told.push(done);
      },
    });
    expect(told.at(-1)).toBe(4);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(await encodeTexts({ ...common(), texts: [] })).toHaveLength(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const stopped = encodeTexts({
      ...common(),
      tokensPerBatch: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
  });
});

describe('cachedTextTable', () => {
  it('computes once, then reads the same numbers', async () => {
    const first = await cachedTextTable({ ...common(), folder });
    const second = await cachedTextTable({ ...common(), folder });
    expect([first.origin, second.origin]).toEqual(['computed', 'cache']);
    expect(second.values).toEqual(first.values);
    expect(second.path).toBe(first.path);
  });

  it('computes anew for other texts, another cut and moved weights', async () => {
    const { path } = await cachedTextTable({ ...common(), folder });
    const other = await cachedTextTable({ ...common(), texts: [...texts].reverse(), folder });
    const cut = await cachedTextTable({ ...common(), maxTokens: 4, folder });
    const [parameter] = encoder.parameters;
    const weights = parameter.data();
    parameter.assign(weights.map((w) => w + 0.1));
    const moved = await cachedTextTable({ ...common(), folder });
    parameter.assign(weights);
    expect([other.origin, cut.origin, moved.origin]).toEqual(['computed', 'computed', 'computed']);
    expect(new Set([path, other.path, cut.path, moved.path]).size).toBe(4);
  });

  it('replaces a damaged file, be it one flipped bit, and says why', async () => {
    const good = await cachedTextTable({ ...common(), folder });
    const bytes = readFileSync(good.path);
    bytes[bytes.length - 5] ^= 1;
    writeFileSync(good.path, bytes);
    const flipped = await cachedTextTable({ ...common(), folder });
    expect(flipped.origin).toBe('computed');
    expect(flipped.refused).toMatch(/checksum/);
    expect(flipped.values).toEqual(good.values);
    writeFileSync(good.path, bytes.subarray(0, 100));
    expect((await cachedTextTable({ ...common(), folder })).refused).toMatch(/expected/);
    expect((await cachedTextTable({ ...common(), folder })).origin).toBe('cache');
  });
});
