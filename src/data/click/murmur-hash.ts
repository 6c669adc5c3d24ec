const FIRST = 0xcc9e2d51;
const SECOND = 0x1b873593;

let scratch = Buffer.alloc(256);

function mixed(word: number): number {
  const k = Math.imul(word, FIRST);
  return Math.imul((k << 15) | (k >>> 17), SECOND);
}

/** The last one to three bytes as a little-endian word. */
function tailWord(bytes: Uint8Array, from: number, length: number): number {
  let word = 0;
  for (let i = length - 1; i >= from; i--) word = (word << 8) | bytes[i];
  return word;
}

/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes: the same on every machine, and so part of what a model is.
 * @returns an unsigned 32-bit integer
 * @see Appleby 2011, https://github.com/aappleby/smhasher
 */
export function murmurHash3(text: string, seed: number): number {
  if (text.length * 3 > scratch.length) scratch = Buffer.alloc(text.length * 6);
  const length = scratch.write(text);
  const whole = length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < whole; i += 4) {
    hash ^= mixed(scratch.readInt32LE(i));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (whole < length) hash ^= mixed(tailWord(scratch, whole, length));
  hash ^= length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
