import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';

export interface DownloadProgress {
  readonly file: string;
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}

export interface DownloadOptions {
  /** `organisation/name` on the hub. */
  name: string;
  folder: string;
  files: readonly string[];
  onProgress?: (progress: DownloadProgress) => void;
  signal?: AbortSignal;
}

const hub = 'https://huggingface.co';

async function fetchBytes(url: string, file: string, options: DownloadOptions): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal: options.signal });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const reason = error instanceof Error ? String(error.cause ?? error.message) : String(error);
    throw new InputError(
      `${url}: cannot be reached (${reason}); check the network, or put the files into ${options.folder} yourself`,
    );
  }
  if (!response.ok || response.body === null) {
    throw new InputError(
      `${url}: expected the file, found status ${response.status}; does "${options.name}" exist, and has it ${file}?`,
    );
  }
  const totalBytes = Number(response.headers.get('content-length')) || null;
  const chunks: Uint8Array[] = [];
  let doneBytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    doneBytes += chunk.length;
    options.onProgress?.({ file, doneBytes, totalBytes });
  }
  if (totalBytes !== null && doneBytes < totalBytes && !response.headers.get('content-encoding')) {
    throw new InputError(
      `${url}: expected ${totalBytes} bytes, found ${doneBytes}; the connection broke, try again`,
    );
  }
  return Buffer.concat(chunks);
}

/**
 * Fetches the files of a model that are not in the folder yet, each whole or not at all.
 * @throws InputError if the hub cannot be reached or lacks a file
 */
export async function downloadModel(options: DownloadOptions): Promise<void> {
  for (const file of options.files) {
    const path = join(options.folder, file);
    if (existsSync(path)) continue;
    writeFileAtomic(path, await fetchBytes(`${hub}/${options.name}/resolve/main/${file}`, file, options));
  }
}
