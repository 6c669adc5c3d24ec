import { quantile } from 'simple-statistics';
import { checkOptions, InputError } from '../errors';

/** Wall-clock time of one request. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly meanMs: number;
  readonly repeats: number;
}

/**
 * Times one request, repeated one after the other, after runs that warm caches and the compiler up and do not count.
 * @param options.run one request; a promise is awaited
 * @param options.warmup runs before the clock starts
 * @param options.repeats runs that count, at least one
 */
export async function latency(options: {
  readonly run: () => unknown;
  readonly warmup: number;
  readonly repeats: number;
}): Promise<Latency> {
  checkOptions('latency', options, ['run', 'warmup', 'repeats']);
  const { run, warmup, repeats } = options;
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new InputError(`latency: repeats is ${repeats}; expected a positive integer`);
  }
  for (let i = 0; i < warmup; i++) await run();
  const timesMs: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    const result = run();
    // Awaiting a plain value would add a turn of the event loop to every time.
    if (result instanceof Promise) await result;
    timesMs.push(performance.now() - start);
  }
  const meanMs = timesMs.reduce((sum, time) => sum + time, 0) / repeats;
  return { p50Ms: quantile(timesMs, 0.5), p95Ms: quantile(timesMs, 0.95), meanMs, repeats };
}
