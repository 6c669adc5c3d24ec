import { expect, test } from 'vitest';
import { murmurHash3 } from '../../../src/data/click/murmur-hash';

// Values that implementations of MurmurHash3_x86_32 publish as their test vectors.
test.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['a', 0x9747b28c, 0x7fa09ea6],
  ['aa', 0x9747b28c, 0x5d211726],
  ['aaa', 0x9747b28c, 0x283e0130],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['abc', 0, 0xb3dd93fa],
  ['Hello, world!', 0x9747b28c, 0x24884cba],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
])('the hash of %j with seed %i is the published one', (text, seed, hash) => {
  expect(murmurHash3(text, seed)).toBe(hash);
});

test('a text longer than any before has the hash of its bytes', () => {
  const long = 'ä'.repeat(5000);
  const first = murmurHash3(long, 1);
  expect(murmurHash3(long, 1)).toBe(first);
  expect(murmurHash3(`${long.slice(1)}a`, 1)).not.toBe(first);
});
