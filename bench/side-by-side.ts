import { setTimeout as sleep } from 'node:timers/promises';

export interface SideBySide {
  /** Medians over the rounds. */
  readonly oursMs: number;
  readonly theirsMs: number;
  /** Median over the rounds of theirs / ours: above 1, ours is the faster. */
  readonly ratio: number;
  /** Fastest round of theirs / fastest round of ours: what is left when other work on the machine is not counted. */
  readonly bestRatio: number;
  readonly rounds: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Threads of the other side that spin after their work would slow the next turn; this outlasts them. */
const restMs = 300;

/**
 * Measures two ways of one piece of work in turns, so that whatever else the machine does meets both alike.
 * @param options.ours does the work once
 * @param options.theirs does it once and gives milliseconds
 */
export async function sideBySide(options: {
  ours: () => void | Promise<void>;
  theirs: () => Promise<number>;
  warmUps: number;
  rounds: number;
}): Promise<SideBySide> {
  const oursMs: number[] = [];
  const theirsMs: number[] = [];
  for (let round = -options.warmUps; round < options.rounds; round++) {
    const started = performance.now();
    await options.ours();
    const ours = performance.now() - started;
    await sleep(restMs);
    const theirs = await options.theirs();
    await sleep(restMs);
    if (round < 0) continue;
    oursMs.push(ours);
    theirsMs.push(theirs);
  }
  return {
    oursMs: median(oursMs),
    theirsMs: median(theirsMs),
    ratio: median(theirsMs.map((theirs, i) => theirs / oursMs[i])),
    bestRatio: Math.min(...theirsMs) / Math.min(...oursMs),
    rounds: options.rounds,
  };
}
