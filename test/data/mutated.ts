import type { Random } from '../../src/random';

/** Bytes that tell parsers apart: separators, quotes, line ends, signs, zero, halves of UTF-8 letters. */
const TELLING = [0, 9, 10, 13, 32, 34, 39, 44, 45, 46, 48, 58, 92, 124, 127, 0x80, 0xc3, 0xe9, 0xff];

/** One to three changes: a byte replaced, put in, taken out, a piece doubled, moved or cut off. */
export function mutated(original: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(original);
  for (let change = 0; change <= random.integer(3); change++) {
    const at = random.integer(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + random.integer(30));
    const byte = random.uniform() < 0.6 ? TELLING[random.integer(TELLING.length)] : random.integer(256);
    const [head, piece, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    const choices = [
      [head, Buffer.of(byte), bytes.subarray(at + 1)],
      [head, Buffer.of(byte), bytes.subarray(at)],
      [head, tail],
      [head, piece, piece, tail],
      [tail, head, piece],
      [head],
    ];
    bytes = Buffer.concat(choices[random.integer(choices.length)]);
  }
  return bytes;
}
