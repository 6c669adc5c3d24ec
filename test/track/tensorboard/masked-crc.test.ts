import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc } from '../../../src/track/tensorboard/masked-crc';
import { tfRecord } from '../../../src/track/tensorboard/record';

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the catalogue of CRC algorithms
  it.each([
    ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 incrementing bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['32 decrementing bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ['123456789', Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s is the published value', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('is masked as TFRecord files have it: rotated by 15 bits, plus a constant, within 32 bits', () => {
    // of 0: the constant alone
    expect(maskedCrc(new Uint8Array(0))).toBe(0xa282ead8);
    // 0xe3069283 turned right by 15 bits is 0x2507c60d
    expect(maskedCrc(Buffer.from('123456789'))).toBe((0x2507c60d + 0xa282ead8) >>> 0);
  });
});

describe('tfRecord', () => {
  it('stands between its length and its checksum', () => {
    const record = tfRecord(Buffer.from('123456789'));
    expect(record.length).toBe(9 + 16);
    expect(record.readBigUInt64LE(0)).toBe(9n);
    expect(record.readUInt32LE(8)).toBe(maskedCrc(record.subarray(0, 8)));
    expect(record.toString('latin1', 12, 21)).toBe('123456789');
    expect(record.readUInt32LE(21)).toBe(maskedCrc(Buffer.from('123456789')));
  });
});
