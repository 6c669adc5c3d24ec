import { AtomicFile } from './atomic-file';

/**
 * Writes a file so that a reader sees the old content or the new one, never a part: a temporary file beside it is
 * written, flushed to disk and renamed.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const file = new AtomicFile(path);
  try {
    file.append(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}
