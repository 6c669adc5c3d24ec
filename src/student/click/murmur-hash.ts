const utf8 = new TextEncoder();

function mixed(word: number): number {
  const k = Math.imul(word, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes.
 * @returns an unsigned 32-bit integer
 * @see Appleby 2011, https://github.com/aappleby/smhasher
 */
export function murmurHash3(text: string, seed: number): number {
  const bytes = utf8.encode(text);
  let hash = seed | 0;
  for (let i = 0; i < bytes.length; i += 4) {
    let word = 0;
    for (let k = Math.min(3, bytes.length - i - 1); k >= 0; k--) word = (word << 8) | bytes[i + k];
    hash ^= mixed(word);
    if (i + 4 <= bytes.length) hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
