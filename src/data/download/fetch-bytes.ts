import { InputError } from '../../errors';

/** Options of {@link fetchBytes}. */
export interface FetchOptions {
  readonly url: string;
  readonly onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
  readonly signal?: AbortSignal;
}

async function openStream({ url, signal }: FetchOptions): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    const cause = (error as Error).cause;
    const reason = cause instanceof Error ? cause.message : (error as Error).message;
    throw new InputError(
      `${url}: expected an answer, found none (${reason}); check the network, or fetch the file by hand and name its folder with --data-dir`,
    );
  }
}

/**
 * Fetches a file into memory.
 * @throws InputError if the server cannot be reached, refuses, or breaks off
 */
export async function fetchBytes(options: FetchOptions): Promise<Buffer> {
  const { url, onProgress, signal } = options;
  const response = await openStream(options);
  if (!response.ok || response.body === null) {
    throw new InputError(`${url}: expected the file, found status ${response.status}; has its home moved?`);
  }
  const totalBytes = Number(response.headers.get('content-length')) || null;
  const chunks: Uint8Array[] = [];
  let receivedBytes = 0;
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      receivedBytes += chunk.length;
      onProgress?.(receivedBytes, totalBytes);
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new InputError(
      `${url}: expected ${totalBytes ?? 'more'} bytes, found ${receivedBytes} before the connection broke; try again`,
    );
  }
  return Buffer.concat(chunks);
}
