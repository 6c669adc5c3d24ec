import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/random';
import { openStudent, type Student } from '../../src/student';
import { readSafetensors } from '../../src/student/file/safetensors';
import { Tensors } from '../../src/student/file/tensors';
import { temporaryFolder } from '../data/temporary-folder';
import { savedRatings, sizes, vocabulary } from './saved-students';

interface Part {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function fileOf(parts: Readonly<Record<string, Part>>): Uint8Array {
  let end = 0;
  const header = Object.entries(parts).map(([name, { dtype, shape, bytes }]) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...Object.values(parts).map(({ bytes }) => bytes)]);
}

const part = (dtype: string, shape: readonly number[], values: ArrayBufferView): Part => ({
  ...{ dtype, shape },
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});
const f32 = (shape: readonly number[], values: readonly number[]) =>
  part('F32', shape, Float32Array.from(values));
const read = (parts: Readonly<Record<string, Part>>) =>
  new Tensors('file', readSafetensors('file', fileOf(parts)));

describe('tensors', () => {
  test('of half precision are read exactly, whatever byte they start at', () => {
    const odd = part('U8', [1], Uint8Array.of(1));
    const half = part('F16', [6], Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8000, 0x7bff));
    const brain = part('BF16', [3], Uint16Array.of(0x3f80, 0xc049, 0x0001));
    const single = f32([2], [0.1, -3]);
    const tensors = read({ odd, half, brain, single });
    expect(Array.from(tensors.values('half', [6]))).toEqual([1, -2, 0.333251953125, 2 ** -24, -0, 65504]);
    expect(Array.from(tensors.values('brain', [3]))).toEqual([1, -3.140625, 2 ** -133]);
    expect(Array.from(tensors.values('single', [2]))).toEqual([Math.fround(0.1), -3]);
  });

  test('of whole numbers are their scale times the number, row by row, and score as such', () => {
    const bytes = Int8Array.of(-127, 0, 127, 3, -2, 1);
    const tensors = read({ x: part('I8', [2, 3], bytes), 'x.scale': f32([2], [0.5, 2]) });
    const rows = tensors.rows('x', 2, 3);
    const out = new Float32Array(2);
    rows.products(Float32Array.of(1, 10, 2), 0, 2, out);
    expect(Array.from(rows.all())).toEqual([-63.5, 0, 63.5, 6, -4, 2]);
    expect(Array.from(out)).toEqual([63.5, -30]);
  });

  test('of four bits hold two numbers a byte, low half first, with a scale a group', () => {
    // Rows [7, −8, 1] and [−1, 0, 2]; groups of two columns and of what is left.
    const packed = Uint8Array.of(0x87, 0x01, 0x0f, 0x02);
    const scale = f32([2, 2], [1, 10, 2, 0.5]);
    const tensors = read({ x: part('U8', [2, 2], packed), 'x.scale': scale });
    expect(Array.from(tensors.values('x', [2, 3]))).toEqual([7, -8, 10, -2, 0, 1]);
  });

  test('of low rank are the product of their factors, which may be compressed too', () => {
    const tensors = read({
      'x.left': part('I8', [2, 1], Int8Array.of(3, -1)),
      'x.left.scale': f32([2], [1, 2]),
      'x.right': f32([1, 3], [1, 2, -4]),
    });
    expect(tensors.count('x')).toBe(2);
    expect(Array.from(tensors.values('x', [2, 3]))).toEqual([3, 6, -12, -2, -4, 8]);
  });

  test('of another shape, or not finite, are refused by name', () => {
    const tensors = read({ x: f32([2, 2], [1, 2, 3, 4]), y: f32([1], [Number.NaN]) });
    expect(() => tensors.values('x', [4, 1])).toThrow('file, tensor "x": expected shape [4,1], found [2,2]');
    expect(() => tensors.values('y', [1])).toThrow('file, tensor "y": expected finite numbers');
    expect(() => tensors.values('z', [1])).toThrow('file, tensor "z": expected such a tensor, found x, y');
  });
});

test('a student whose items are whole numbers ranks as one with the same numbers in single precision', async () => {
  const folder = await savedRatings(temporaryFolder());
  const description = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const raw = readSafetensors('model', readFileSync(join(folder, 'model.safetensors')));
  const parts = Object.fromEntries(
    [...raw].map(([name, { type, shape, bytes }]): [string, Part] => [name, { dtype: type, shape, bytes }]),
  );
  const random = new Random(5);
  const numbers = Int8Array.from({ length: sizes.items * 7 }, () => random.integer(255) - 127);
  const scales = Float32Array.from({ length: sizes.items }, () => 0.001 + random.uniform() / 50);
  const values = Float32Array.from(numbers, (number, i) => number * scales[Math.floor(i / 7)]);
  const open = async (items: Readonly<Record<string, Part>>) => {
    const weights = fileOf({ ...parts, ...items });
    const weightsSha256 = createHash('sha256').update(weights).digest('hex');
    return (await openStudent({ description: { ...description, weightsSha256 }, weights })) as Student;
  };
  const shape = [sizes.items, 7];
  const small = await open({
    items: part('I8', shape, numbers),
    'items.scale': f32([sizes.items], [...scales]),
  });
  const large = await open({ items: part('F32', shape, values) });
  expect(small.info.bytes).toBeLessThan(large.info.bytes);
  for (const user of vocabulary.users) {
    const [found, expected] = [small, large].map((student) => student.recommend({ user, k: 10 }).items);
    expect(found.map(({ item }) => item)).toEqual(expected.map(({ item }) => item));
    found.forEach(({ score }, i) => {
      expect(score).toBeCloseTo(expected[i].score, 5);
    });
  }
});
