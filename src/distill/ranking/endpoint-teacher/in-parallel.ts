/**
 * Does work for each of the numbers, so many at a time. The first that fails stops all.
 * @param options.work is given a signal that tells it to stop
 * @throws what the first piece of work threw, or the reason of the signal
 */
export async function inParallel(options: {
  readonly numbers: readonly number[];
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly work: (number: number, signal: AbortSignal) => Promise<void>;
}): Promise<void> {
  const { numbers, concurrency, signal, work } = options;
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  let next = 0;
  const worker = async () => {
    while (next < numbers.length && !either.aborted) await work(numbers[next++], either);
  };
  const workers = Array.from({ length: concurrency }, () =>
    // Only the first reason stays: what the others throw is that they were stopped.
    worker().catch((error) => stop.abort(error)),
  );
  await Promise.all(workers);
  either.throwIfAborted();
}
