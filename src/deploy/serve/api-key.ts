import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** The key of a request: `Authorization: Bearer <key>` or `x-api-key: <key>`. */
function keyIn({ headers }: FastifyRequest): string | null {
  const own = headers['x-api-key'];
  if (typeof own === 'string') return own;
  return /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/**
 * Whether a request holds one of the keys. Hashes of one length are compared, each with all keys, so that the time
 * taken says nothing of how much of a key was right.
 */
export function keyCheck(keys: readonly string[]): (request: FastifyRequest) => boolean {
  const known = keys.map(digest);
  return (request) => {
    const found = digest(keyIn(request) ?? '');
    let isKnown = false;
    for (const key of known) isKnown = timingSafeEqual(key, found) || isKnown;
    return isKnown;
  };
}
