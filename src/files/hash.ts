import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** sha256 in hexadecimal over the parts in their order; numbers are hashed by their bytes. */
export function sha256(...parts: (string | Uint8Array | Float32Array | Float64Array | Int32Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes =
      typeof part === 'string'
        ? Buffer.from(part, 'utf8')
        : Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    hash.update(String(bytes.length)).update(':').update(bytes);
  }
  return hash.digest('hex');
}

/** sha256 in hexadecimal of a file's bytes alone, as `sha256sum` prints it. */
export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
