import { join } from 'node:path';
import { InputError } from '../../errors';
import { keepShards } from '../../pipeline/shards/keep-shards';
import { type ShardEvent, scoreShards } from '../../pipeline/shards/score-shards';
import type { ShardManifest, ShardSet } from '../../pipeline/shards/shard-folder';
import type { PreparedRun } from '../../sweep/jobs/prepared-run';
import { shardedTeacherOf } from '../../sweep/jobs/shard-jobs';
import type { DistillationFlags } from '../distill/add-distill-options';
import { shown } from '../distill/load-with-progress';
import { makeProgress } from '../progress';
import type { ClusterFlags } from '../sweep/cluster-options';
import { preparedFromFlags } from '../sweep-job';
import { scoreOnCluster } from './score-on-cluster';

export interface ScoreTeacherFlags extends DistillationFlags, ClusterFlags {
  readonly out: string;
  readonly shards: number;
  readonly shard?: readonly number[];
  readonly rows: ShardSet['rowsAre'];
  readonly fold?: string;
  readonly intoCache?: boolean;
  readonly cache: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

function checkFlags({ task, shard = [], shards, rows, intoCache }: ScoreTeacherFlags): void {
  if (task === 'click')
    throw new InputError(
      '--task click: expected rating or ranking; a click teacher is asked of the training rows alone, which distill does at once',
    );
  const odd = shard.find((own) => !Number.isInteger(own) || own < 0 || own >= shards);
  if (odd !== undefined)
    throw new InputError(
      `--shard ${odd}: expected whole numbers from 0 to ${shards - 1}, as --shards is ${shards}`,
    );
  if (intoCache && rows === 'catalogue')
    throw new InputError(
      '--into-cache: expected --rows training, which distill reads, found --rows catalogue',
    );
}

/**
 * `recdistill score-teacher`, once its options are read. What a cluster made is looked at here as any other part.
 * @param words as they were typed
 */
export async function runScoreTeacher(flags: ScoreTeacherFlags, words: readonly string[]): Promise<void> {
  checkFlags(flags);
  const { out: folder, shards, shard: which = null, rows: rowsAre, fold = null, cache: cacheFolder } = flags;
  const run = await preparedFromFlags(flags);
  if (flags.on !== undefined) await onCluster(flags, { run, words });
  const bar = makeProgress({ ...shown, title: 'shards', total: which?.length ?? shards });
  const events: ShardEvent[] = [];
  const onShard = (event: ShardEvent) => {
    events.push(event);
    bar.update(event.done);
  };
  const teacher = await shardedTeacherOf(run, { fold, shards, rowsAre }, { cacheFolder });
  let manifest: ShardManifest | null;
  try {
    manifest = await scoreShards({ teacher, folder, which, onShard });
  } finally {
    teacher.dispose();
    bar.stop();
  }
  const kept = flags.intoCache && manifest !== null ? await keepShards({ folder, cacheFolder }) : null;
  print(flags, { teacher: teacher.set, events, manifest, kept });
}

async function onCluster(
  flags: ScoreTeacherFlags,
  { run, words }: { readonly run: PreparedRun; readonly words: readonly string[] },
): Promise<void> {
  const total = 1 + (flags.shard?.length ?? flags.shards);
  const bar = makeProgress({ ...shown, title: 'jobs', total });
  let done = 0;
  await scoreOnCluster(flags, { run, words, onDone: () => bar.update(++done) }).finally(() => bar.stop());
}

interface Outcome {
  readonly teacher: ShardSet;
  readonly events: readonly ShardEvent[];
  readonly manifest: ShardManifest | null;
  readonly kept: string | null;
}

function print({ out, json }: ScoreTeacherFlags, { teacher, events, manifest, kept }: Outcome): void {
  const scored = events.filter(({ wasScored }) => wasScored).map(({ part }) => part.shard);
  const isWhole = manifest !== null;
  if (json) {
    const found = { folder: out, set: teacher, scored, isWhole, kept };
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const whole = isWhole
    ? join(out, 'manifest.json')
    : 'Shards are missing still; the same command without --shard makes them.';
  const lines = [
    `${teacher.rows} rows in ${teacher.shards} shards: ${scored.length} scored, ${events.length - scored.length} were whole`,
    whole,
    ...(kept === null ? [] : [kept]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
