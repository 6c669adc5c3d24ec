import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import { Bucket } from '../s3/bucket';
import { s3Place, s3Settings } from '../s3/s3-place';

/** A word of a command that names an object, or with a slash at its end all objects below it. */
const isAddress = (word: string): boolean => word.startsWith('s3://');

/** Words as the process gets them: with files of this node in the places of objects. */
export interface ObjectFiles {
  readonly words: readonly string[];
  /** Sends what the process wrote; the files that were not there first, so that a result never comes before them. */
  readonly send: () => Promise<void>;
  /** Takes this job's own files away; copies of folders stay, for the jobs to come. */
  readonly clear: () => void;
}

interface Placed {
  readonly path: string;
  readonly send: () => Promise<void>;
}

function bucketOf(address: string): { readonly bucket: Bucket; readonly key: string } {
  const { bucket, prefix } = s3Place(address);
  return { bucket: new Bucket(s3Settings(process.env), bucket), key: prefix.replace(/\/$/, '') };
}

/** An object that is there is fetched; one that is not is where the process is to write, and is sent unless one came first. */
async function placeFile(address: string, folder: string): Promise<Placed> {
  const { bucket, key } = bucketOf(address);
  const path = join(folder, createHash('sha256').update(address).digest('hex').slice(0, 12), basename(key));
  mkdirSync(dirname(path), { recursive: true });
  const there = await bucket.get(key);
  const isThere = there !== null && there.bytes.length > 0;
  if (isThere) writeFileAtomic(path, there.bytes);
  const send = async (): Promise<void> => {
    if (!isThere && existsSync(path))
      await bucket.put(
        key,
        new Uint8Array(readFileSync(path)),
        there === null ? 'absent' : { etag: there.etag },
      );
  };
  return { path, send };
}

function filesUnder(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below)).flatMap((name) => {
    const path = below === '' ? name : `${below}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesUnder(folder, path) : [path];
  });
}

/** Files of such folders are named by their content, so that one of a name is like the other. */
async function placeFolder(address: string): Promise<Placed> {
  const { bucket, key } = bucketOf(address);
  const name = createHash('sha256').update(address).digest('hex').slice(0, 16);
  const path = join(tmpdir(), `recdistill-${process.getuid?.() ?? 'node'}`, name);
  mkdirSync(path, { recursive: true });
  const prefix = `${key}/`;
  const there = new Set((await bucket.list(prefix)).map((object) => object.key.slice(prefix.length)));
  for (const file of there) {
    if (existsSync(join(path, file))) continue;
    const object = await bucket.get(prefix + file);
    if (object === null) continue;
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileAtomic(join(path, file), object.bytes);
  }
  const send = async (): Promise<void> => {
    const own = filesUnder(path).filter((found) => !there.has(found) && !found.endsWith('.partial'));
    for (const file of own)
      await bucket.put(prefix + file, new Uint8Array(readFileSync(join(path, file))), 'absent');
  };
  return { path, send };
}

/** Brings the objects that a command names to this node. */
export async function placeObjects(words: readonly string[]): Promise<ObjectFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-job-'));
  const placed = new Map<string, Placed>();
  const found = words.filter(isAddress).sort((a, b) => Number(b.endsWith('/')) - Number(a.endsWith('/')));
  for (const word of found)
    placed.set(word, word.endsWith('/') ? await placeFolder(word) : await placeFile(word, folder));
  return {
    words: words.map((word) => placed.get(word)?.path ?? word),
    send: async () => {
      for (const { send } of placed.values()) await send();
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
