import { createHash } from 'node:crypto';

// A file that carries its own checksum: the sha256 of all its bytes, taken while the checksum's place holds zeros.
// It is looked for in the raw bytes, so that damage is found before a parser trips over it.

/** What stands in the place of the checksum while it is computed. */
export const unsealed = '0'.repeat(64);

const opening = '"checksum":"';

/** Where the checksum's 64 digits begin; -1 where there is none. */
function sealPosition(bytes: Buffer): number {
  const found = bytes.lastIndexOf(opening);
  const start = found + opening.length;
  return found >= 0 && start + unsealed.length <= bytes.length ? start : -1;
}

function digest(bytes: Buffer, position: number): string {
  return createHash('sha256')
    .update(bytes.subarray(0, position))
    .update(unsealed)
    .update(bytes.subarray(position + unsealed.length))
    .digest('hex');
}

/** Puts the checksum into bytes that hold JSON with `"checksum":"000…"`. */
export function seal(bytes: Buffer): void {
  const position = sealPosition(bytes);
  if (position < 0) throw new Error('seal: the bytes have no place for a checksum');
  bytes.write(digest(bytes, position), position, 'latin1');
}

/** Whether no byte has changed since the seal was put on. */
export function isSealed(bytes: Buffer): boolean {
  const position = sealPosition(bytes);
  if (position < 0) return false;
  return bytes.toString('latin1', position, position + unsealed.length) === digest(bytes, position);
}
