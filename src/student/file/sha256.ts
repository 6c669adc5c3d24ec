import { check } from '../student-error';

/** In hexadecimal. @throws StudentError where the platform has no WebCrypto */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  const expected = 'WebCrypto, which browsers have on https and localhost';
  check(subtle !== undefined, 'sha256', expected, 'none');
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
