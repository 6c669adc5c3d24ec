import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecommendationData } from '../../../src/data/recommendation-data';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import { rankingArtefacts, rankingProfiles } from '../../../src/pipeline';
import { askTeacher, makeTeacher } from '../../../src/pipeline/run-split';
import {
  eachRatingShard,
  readRankingShards,
  readRatingShards,
  type ShardEvent,
  scoreShards,
  shardBounds,
  shardedRankingTeacher,
  shardedRatingTeacher,
} from '../../../src/pipeline/shards';
import { keepShards } from '../../../src/pipeline/shards/keep-shards';
import { ring } from '../ranking/ring-data';
import { loadTiny, tinySettings, tinySplit, writeTinyFiles } from '../tiny-data';

let folder: string;
let data: RecommendationData;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recdistill-shards-'));
  data = await loadTiny(writeTinyFiles(join(folder, 'tiny')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const teaching = () => ({
  ...{ split: tinySplit(data), settings: tinySettings, seed: 1, textSource: 'none' as const },
  cacheFolder: join(folder, 'cache'),
});

/** As the pipeline asks, but in blocks of so many rows, as the tiny data are one block else. */
async function ratingTeacher(more: { rowsAre: 'training' | 'catalogue'; shards: number; block: number }) {
  const { block, ...rest } = more;
  const teacher = await shardedRatingTeacher({ ...teaching(), ...rest });
  return { ...teacher, set: { ...teacher.set, block } };
}

describe('the bounds of shards', () => {
  it('cover every row once, in order, between blocks', () => {
    for (const [rows, block, shards] of [
      [100, 10, 3],
      [101, 10, 11],
      [7, 1, 7],
      [5, 8192, 1],
    ]) {
      let next = 0;
      for (let shard = 0; shard < shards; shard++) {
        const { first, end } = shardBounds({ rows, block, shards, shard });
        expect(first).toBe(next);
        expect(first % block).toBe(0);
        expect(end).toBeGreaterThan(first);
        next = end;
      }
      expect(next).toBe(rows);
    }
  });

  it('refuses more shards than blocks', () => {
    expect(() => shardBounds({ rows: 100, block: 30, shards: 5, shard: 0 })).toThrow(/at most 4/);
  });
});

describe('a rating teacher in shards', () => {
  it('says bit for bit what it says at once', async () => {
    const { teacher } = await makeTeacher(teaching());
    const { softTargets } = await askTeacher(teaching(), teacher);
    teacher.dispose();
    const tensors = tf.memory().numTensors;
    const sharded = await ratingTeacher({ rowsAre: 'training', shards: 4, block: 256 });
    const out = join(folder, 'training');
    const manifest = await scoreShards({ teacher: sharded, folder: out, which: null });
    sharded.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(manifest?.parts).toHaveLength(4);
    expect(await readRatingShards(out)).toEqual(softTargets);
  });

  it('puts them where distill finds them', async () => {
    const cacheFolder = join(folder, 'fresh cache');
    const path = await keepShards({ folder: join(folder, 'training'), cacheFolder });
    const { softTargets } = await askTeacher(
      { ...teaching(), cacheFolder },
      {
        hash: () => JSON.parse(readFileSync(join(folder, 'training', 'set.json'), 'utf8')).teacher,
        classes: 5,
        logits: () => {
          throw new Error('nobody may ask the teacher');
        },
      },
    );
    expect(softTargets.users.length).toBeGreaterThan(0);
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('scores only shards that are missing, cut or changed, and ends with the same bytes', async () => {
    const out = join(folder, 'resumed');
    const score = async (which: number[] | null) => {
      const teacher = await ratingTeacher({ rowsAre: 'catalogue', shards: 5, block: 100 });
      const events: ShardEvent[] = [];
      const manifest = await scoreShards({
        teacher,
        folder: out,
        which,
        onShard: (event) => events.push(event),
      });
      teacher.dispose();
      return { manifest, scored: events.filter((own) => own.wasScored).map(({ part }) => part.shard) };
    };
    const part = (shard: number) => join(out, `part-0000${shard}-of-00005.parquet`);
    expect(await score([3])).toEqual({ manifest: null, scored: [3] });
    await expect(readRatingShards(out)).rejects.toThrow(/expected the manifest/);
    const first = await score(null);
    expect(first.scored).toEqual([0, 1, 2, 4]);
    const bytes = () =>
      readdirSync(out)
        .sort()
        .map((name) => readFileSync(join(out, name)).toString('base64'));
    const before = bytes();
    rmSync(part(0));
    truncateSync(part(1), 100);
    const changed = readFileSync(part(2));
    changed[50] ^= 1;
    writeFileSync(part(2), changed);
    await expect(readRatingShards(out)).rejects.toThrow(/shards 0, 1, 2 are missing or damaged/);
    expect((await score(null)).scored).toEqual([0, 1, 2]);
    expect(bytes()).toEqual(before);
    expect((await score(null)).scored).toEqual([]);
  });

  it('covers every user with every item once, marks what was rated, and comes a shard at a time', async () => {
    const out = join(folder, 'resumed');
    const whole = await readRatingShards(out);
    const [users, items] = [data.users.ids.length, data.items.ids.length];
    expect(whole.users.length).toBe(users * items);
    const { split } = teaching();
    expect(whole.observed.reduce((sum, flag) => sum + flag, 0)).toBe(split.train.length);
    for (const row of split.train) {
      const at = data.interactions.users[row] * items + data.interactions.items[row];
      expect([whole.users[at], whole.items[at], whole.observed[at]]).toEqual([
        data.interactions.users[row],
        data.interactions.items[row],
        1,
      ]);
    }
    const sizes: number[] = [];
    for await (const own of eachRatingShard(out)) sizes.push(own.users.length);
    expect(sizes).toHaveLength(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });

  it('refuses a folder that holds another teacher’s word', async () => {
    const teacher = await ratingTeacher({ rowsAre: 'training', shards: 4, block: 256 });
    const other = { ...teacher, set: { ...teacher.set, teacher: 'another' } };
    await expect(
      scoreShards({ teacher: other, folder: join(folder, 'training'), which: null }),
    ).rejects.toThrow(/expected shards of teacher "another", found/);
    teacher.dispose();
  });
});

describe('a ranking teacher in shards', () => {
  it('says bit for bit what it says at once, vectors and all', async () => {
    // so many items that the teacher takes the queries in two blocks
    const ringData = ring({ users: 60, length: 6, items: 20_000 });
    const small = rankingProfiles.small;
    const settings = {
      ...small,
      teacher: { ...small.teacher, kinds: ['sasrec' as const], members: 1, epochs: 2, dimensions: 8 },
      distillation: { ...small.distillation, drawnHistories: 20, drawnLength: 3, k: 10 },
    };
    const options = {
      ...{ split: splitLeaveOneOut({ data: ringData }), settings, seed: 1, seenItems: 'masked' as const },
      ...{ textSource: 'none' as const, cacheFolder: join(folder, 'ranking cache') },
    };
    const { teacher, soft } = await rankingArtefacts(options);
    teacher.dispose();
    const sharded = await shardedRankingTeacher({ ...options, shards: 2 });
    const out = join(folder, 'ranking');
    await scoreShards({ teacher: sharded, folder: out, which: null });
    sharded.dispose();
    expect(await readRankingShards(out)).toEqual(soft.teacher);
    await expect(readRatingShards(out)).rejects.toThrow(/expected shards of a rating teacher/);
  }, 60_000);
});
