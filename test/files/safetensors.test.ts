import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors';
import { readSafetensors, type StoredTensor, writeSafetensors } from '../../src/files/safetensors';
import { Random } from '../../src/random';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tensors = new Map<string, StoredTensor>([
  ['matrix', { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 1e30) }],
  ['scalar', { shape: [], values: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], values: new Float32Array(0) }],
]);

/** A file written by hand: header text, then data bytes. */
function rawFile(name: string, header: string, data: Uint8Array): string {
  const path = join(folder, name);
  const json = Buffer.from(header, 'utf8');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, data]));
  return path;
}

describe('safetensors', () => {
  it('gives back the names, shapes, numbers and metadata that were written', () => {
    const path = join(folder, 'round trip é.safetensors');
    writeSafetensors(path, tensors, { epoch: '3' });
    const file = readSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(['matrix', 'scalar', 'empty']);
    for (const [name, tensor] of tensors) expect(file.tensors.get(name)).toEqual(tensor);
    expect(file.metadata).toEqual({ epoch: '3' });
    expect(file.unread).toEqual([]);
  });

  it('starts the numbers at a multiple of 8 bytes whatever the names', () => {
    for (const name of ['a', 'ab', 'abc', 'abcdefghé']) {
      const path = join(folder, 'aligned.safetensors');
      writeSafetensors(path, new Map([[name, { shape: [1], values: Float32Array.of(1) }]]), {});
      expect((readFileSync(path).length - 4) % 8).toBe(0);
    }
  });

  it('reads half precision: one, minus two, the smallest subnormal, the largest, infinity, not a number', () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x7e00);
    const header = '{"x":{"dtype":"F16","shape":[6],"data_offsets":[0,12]}}';
    const { tensors: read } = readSafetensors(rawFile('half', header, new Uint8Array(bits.buffer)));
    expect([...(read.get('x')?.values ?? [])]).toEqual([1, -2, 2 ** -24, 65504, Infinity, NaN]);
  });

  it('reads bfloat16 as the upper half of a single, at an odd start too', () => {
    const header = '{"x":{"dtype":"BF16","shape":[3],"data_offsets":[0,6]}} ';
    const bits = Uint16Array.of(0x3f80, 0xc040, 0x7f80);
    const { tensors: read } = readSafetensors(rawFile('brain', header, new Uint8Array(bits.buffer)));
    expect([...(read.get('x')?.values ?? [])]).toEqual([1, -3, Infinity]);
  });

  it('reads singles that lie at an unaligned position', () => {
    const header = '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect((8 + header.length) % 4).not.toBe(0);
    const path = rawFile('unaligned', header, new Uint8Array(Float32Array.of(2.5).buffer));
    expect(readSafetensors(path).tensors.get('x')?.values).toEqual(Float32Array.of(2.5));
  });

  it('names tensors of other types as unread', () => {
    const header = '{"ids":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}';
    const file = readSafetensors(rawFile('integers', header, new Uint8Array(8)));
    expect(file.unread).toEqual(['ids']);
    expect(file.tensors.size).toBe(0);
  });

  it.each([
    [
      'a hole between tensors',
      '{"x":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
      /start at byte 0, found 1/,
    ],
    ['bytes that belong to no tensor', '{}', /expected 0 bytes of tensors, found 2/],
    [
      'a shape that its bytes do not fill',
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,2]}}',
      /4 bytes for F32/,
    ],
    ['an unknown type', '{"x":{"dtype":"F13","shape":[1],"data_offsets":[0,2]}}', /dtype of .*found "F13"/],
    [
      'a type named like an object member',
      '{"x":{"dtype":"toString","shape":[1],"data_offsets":[0,2]}}',
      /dtype of/,
    ],
    ['a header that is no JSON', '{"x":', /header of JSON/],
    ['a header that is a list', '[]', /header that is an object/],
    ['metadata that is no text', '{"__metadata__":{"epoch":3}}', /__metadata__.epoch to be a string/],
  ])('refuses %s', (_, header, reason) => {
    const path = rawFile('refused', header, new Uint8Array(2));
    expect(() => readSafetensors(path)).toThrow(InputError);
    expect(() => readSafetensors(path)).toThrow(reason);
  });

  it('refuses a missing file and says which', () => {
    expect(() => readSafetensors(join(folder, 'absent'))).toThrow(
      /absent: expected a readable safetensors file/,
    );
  });

  it('refuses to write a tensor that its values do not fill', () => {
    const wrong = new Map([['x', { shape: [2, 2], values: new Float32Array(3) }]]);
    expect(() => writeSafetensors(join(folder, 'wrong'), wrong, {})).toThrow(/must have 4 values, found 3/);
  });

  it('meets 1,000 mutations with an InputError or with a file that parses, never with another error', () => {
    const path = join(folder, 'mutated.safetensors');
    writeSafetensors(path, tensors, { epoch: '3' });
    const original = readFileSync(path);
    const random = new Random(1);
    let refused = 0;
    for (let trial = 0; trial < 1000; trial++) {
      let bytes = Buffer.from(original);
      const headerEnd = original.length - 28;
      for (let i = random.integer(4); i >= 0; i--) bytes[random.integer(headerEnd)] = random.integer(256);
      if (random.uniform() < 0.2) bytes = bytes.subarray(0, random.integer(bytes.length));
      writeFileSync(path, bytes);
      try {
        readSafetensors(path);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(800);
  });
});
