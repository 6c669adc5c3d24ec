import { InputError } from '../../errors';

/** Rows from `first` to before `end`. */
export interface ShardBounds {
  readonly first: number;
  readonly end: number;
}

/**
 * The rows of one shard of `shards` nearly equal ones. Bounds lie between the blocks that the teacher scores at once, as
 * another block may move the last bits of its logits.
 * @throws InputError where there are fewer blocks than shards
 */
export function shardBounds(options: {
  readonly rows: number;
  /** Rows that are scored at once. */
  readonly block: number;
  readonly shards: number;
  readonly shard: number;
}): ShardBounds {
  const { rows, block, shards, shard } = options;
  const blocks = Math.ceil(rows / block);
  if (shards > blocks)
    throw new InputError(
      `shards: expected at most ${blocks}, as ${rows} rows are scored ${block} at a time, found ${shards}`,
    );
  const at = (place: number) => Math.min(rows, Math.floor((place * blocks) / shards) * block);
  return { first: at(shard), end: at(shard + 1) };
}
