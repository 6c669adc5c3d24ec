// A sweep on a cluster in simulated time, for ray-simulate.
import { Random } from '../src/random';

/** What the simulation is fed; all measured, see ray-simulate. */
export interface SimulatedCosts {
  /** The conductor's own work and its store's, for one trial from claim to result. */
  readonly conductorMs: number;
  /** The request that sends one. */
  readonly submitMs: number;
  /** From sending to its process's first line, on a free CPU. */
  readonly startMs: number;
  /** A look at what runs: so much, and so much more for each trial that the head remembers. */
  readonly lookMs: number;
  readonly lookMsPerTrial: number;
  readonly pollMs: number;
  /** Trials that the head takes a second, from whatever number of conductors. */
  readonly headPerSecond: number;
}

export interface SimulatedSweep {
  readonly costs: SimulatedCosts;
  /** Trials that run at a time. */
  readonly slots: number;
  readonly trialSeconds: number;
  /** That share the sweep. */
  readonly conductors: number;
}

export interface SimulatedFlow {
  readonly trialsPerHour: number;
  /** Of the slots' time, what trials spend on their own work. */
  readonly usedShare: number;
  /** Of a conductor's time, what it does not sleep. */
  readonly conductorBusyShare: number;
}

interface Conductor {
  at: number;
  busy: number;
  /** When its trials end, the earliest last. */
  ends: number[];
}

/** Puts a time into a list that falls. */
function insert(times: number[], time: number): void {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] > time) low = middle + 1;
    else high = middle;
  }
  times.splice(low, 0, time);
}

/**
 * Plays what conductors do, step by step as they do it: look at all that runs, gather what has ended one by one, hand
 * over one by one while slots are free, sleep; the head takes what is handed over one after the other. Trials take
 * between half and one and a half of `trialSeconds`. The flow is that between a quarter and three quarters of the trials,
 * so that neither the first filling nor the last emptying counts.
 */
export function simulate({ costs, slots, trialSeconds, conductors }: SimulatedSweep): SimulatedFlow {
  const random = new Random(1);
  const trials = Math.max(1000, slots * 12);
  const own = Math.ceil(slots / conductors);
  const all: Conductor[] = Array.from({ length: conductors }, (_, i) => ({
    at: (i * costs.pollMs) / conductors / 1000,
    busy: 0,
    ends: [],
  }));
  const done: { at: number; seconds: number }[] = [];
  const secondsOf = new Map<number, number>();
  let [sent, running, headFree] = [0, 0, 0];
  while (done.length < trials) {
    const one = all.reduce((first, next) => (next.at < first.at ? next : first));
    const began = one.at;
    one.at += (costs.lookMs + costs.lookMsPerTrial * running) / 1000;
    const seen = one.at;
    while (one.ends.length > 0 && (one.ends.at(-1) as number) <= seen) {
      const end = one.ends.pop() as number;
      running--;
      one.at += costs.conductorMs / 2000;
      done.push({ at: one.at, seconds: secondsOf.get(end) as number });
      secondsOf.delete(end);
    }
    while (sent < trials && running < slots && one.ends.length < own) {
      one.at += costs.conductorMs / 2000;
      headFree = Math.max(one.at, headFree) + 1 / costs.headPerSecond;
      const seconds = trialSeconds * (0.5 + random.uniform());
      const end = headFree + (costs.submitMs + costs.startMs) / 1000 + seconds;
      secondsOf.set(end, seconds);
      insert(one.ends, end);
      running++;
      sent++;
    }
    one.busy += one.at - began;
    one.at += costs.pollMs / 1000;
  }
  done.sort((a, b) => a.at - b.at);
  const counted = done.slice(Math.floor(trials / 4), Math.floor((3 * trials) / 4));
  const spent = (counted.at(-1)?.at ?? 0) - counted[0].at;
  return {
    trialsPerHour: (3600 * (counted.length - 1)) / spent,
    usedShare: counted.slice(1).reduce((sum, { seconds }) => sum + seconds, 0) / spent / slots,
    conductorBusyShare: all.reduce((sum, { busy, at }) => sum + busy / at, 0) / conductors,
  };
}
