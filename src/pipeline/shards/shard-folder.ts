import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256, sha256File } from '../../files/hash';
import { type ShardBounds, shardBounds } from './shard-bounds';

/** Name and version of the folder's form. */
const FORMAT = 'teacher-shards-1';

/** Whose word on what lies in a folder of shards; all its parts are of one set. */
export interface ShardSet {
  readonly task: 'rating' | 'ranking';
  /** `training`: what students learn from; `catalogue`: every user with every item. */
  readonly rowsAre: 'training' | 'catalogue';
  /** Hash of the teacher's weights. */
  readonly teacher: string;
  readonly data: string;
  readonly split: string;
  /** Hash of the rows that the teacher is asked of, in their order. */
  readonly asked: string;
  readonly rows: number;
  /** Rows that are scored at once. */
  readonly block: number;
  readonly shards: number;
  /** Whatever else the task's reader must know. */
  readonly more: Readonly<Record<string, number | string>>;
}

/** A file of a part with its checksum. */
export interface ShardFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What was written for a part. */
export interface ScoredShard {
  /** Of the files, without their folder. */
  readonly names: readonly string[];
  /** Hash of the rows. */
  readonly asked: string;
}

/** One part that is whole; it is told in a small file beside it. */
export interface ShardPart extends ShardBounds {
  readonly shard: number;
  /** Hash of the set. */
  readonly set: string;
  /** Hash of its rows alone, in their order. */
  readonly asked: string;
  readonly files: readonly ShardFile[];
}

/** What `manifest.json` holds, once all parts are there. */
export interface ShardManifest {
  readonly format: string;
  readonly set: ShardSet;
  readonly parts: readonly ShardPart[];
}

/** 3 of 12 -> "part-00003-of-00012". */
function nameOf(shard: number, shards: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `part-${digits(shard)}-of-${digits(shards)}`;
}

function readJson(path: string): Record<string, unknown> | null {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // a damaged file is written again
    return null;
  }
}

const write = (path: string, value: object) => writeFileAtomic(path, `${JSON.stringify(value, null, 1)}\n`);

/** A folder of shards: parts, what is known of each, and the manifest once it is whole. */
export class ShardFolder {
  readonly key: string;

  /** @throws InputError where another teacher's word, or one on other rows, lies in the folder */
  constructor(
    readonly folder: string,
    readonly set: ShardSet,
  ) {
    this.key = sha256(FORMAT, JSON.stringify(set));
    mkdirSync(folder, { recursive: true });
    const found = readJson(join(folder, 'set.json'));
    if (found === null) write(join(folder, 'set.json'), { format: FORMAT, ...set });
    else checkSame(folder, found, set);
  }

  boundsOf(shard: number): ShardBounds {
    return shardBounds({ ...this.set, shard });
  }

  /** Where a part's rows go. */
  pathOf(shard: number): string {
    return join(this.folder, `${nameOf(shard, this.set.shards)}.parquet`);
  }

  private notePath(shard: number): string {
    return join(this.folder, `${nameOf(shard, this.set.shards)}.json`);
  }

  /** A part whose files have the bytes that were written; null where it is missing or damaged. */
  async wholePart(shard: number): Promise<ShardPart | null> {
    const part = readJson(this.notePath(shard)) as ShardPart | null;
    if (part?.set !== this.key) return null;
    for (const file of part.files) {
      const path = join(this.folder, file.name);
      if (!existsSync(path) || statSync(path).size !== file.bytes) return null;
      if ((await sha256File(path)) !== file.sha256) return null;
    }
    return part;
  }

  /** Says that a part's files are whole. */
  async notePart(shard: number, { names, asked }: ScoredShard): Promise<ShardPart> {
    const files: ShardFile[] = [];
    for (const name of names) {
      const path = join(this.folder, name);
      files.push({ name, bytes: statSync(path).size, sha256: await sha256File(path) });
    }
    const part: ShardPart = { shard, set: this.key, asked, ...this.boundsOf(shard), files };
    write(this.notePath(shard), part);
    return part;
  }

  /** Writes the manifest where every part is noted; whoever ends last does, and all would write the same. */
  finish(): ShardManifest | null {
    const parts = Array.from(
      { length: this.set.shards },
      (_, shard) => readJson(this.notePath(shard)) as ShardPart | null,
    );
    if (parts.some((part) => part?.set !== this.key)) return null;
    const manifest: ShardManifest = { format: FORMAT, set: this.set, parts: parts as ShardPart[] };
    write(join(this.folder, 'manifest.json'), manifest);
    return manifest;
  }
}

function checkSame(folder: string, found: Record<string, unknown>, set: ShardSet): void {
  const expected = { format: FORMAT, ...set } as Record<string, unknown>;
  const differing = Object.keys(expected).find(
    (name) => JSON.stringify(found[name]) !== JSON.stringify(expected[name]),
  );
  if (differing === undefined) return;
  const told = [expected, found].map((own) => JSON.stringify(own[differing]));
  throw new InputError(
    `${folder}: expected shards of ${differing} ${told[0]}, found ${told[1]}; give another folder, or delete this one`,
  );
}

/**
 * Opens a folder whose parts are all there, each with the bytes that were written.
 * @throws InputError naming missing or damaged parts
 */
export async function openShards(folder: string): Promise<{ manifest: ShardManifest; shards: ShardFolder }> {
  const manifest = readJson(join(folder, 'manifest.json')) as ShardManifest | null;
  if (manifest?.format !== FORMAT)
    throw new InputError(
      `${folder}: expected the manifest of a teacher's shards, found none; score what is missing first`,
    );
  const shards = new ShardFolder(folder, manifest.set);
  const bad: number[] = [];
  for (let shard = 0; shard < manifest.set.shards; shard++)
    if ((await shards.wholePart(shard)) === null) bad.push(shard);
  if (bad.length === 0) return { manifest, shards };
  throw new InputError(
    `${folder}: shards ${bad.join(', ')} are missing or damaged; the same score-teacher makes them again`,
  );
}
