/** A browser's clock may count in steps of 0.1 ms, so calls are timed together until that hardly matters. */
const BATCH_MS = 1;
const MOST_CALLS = 100;
const BATCHES = { least: 7, most: 31 };
const WHOLE_MS = 60;

function batchMs(call: () => unknown): number {
  const start = performance.now();
  let [calls, passed] = [0, 0];
  while (passed < BATCH_MS && calls < MOST_CALLS) {
    call();
    calls++;
    passed = performance.now() - start;
  }
  return passed / calls;
}

/** Milliseconds of a call: the least of several means, as what else the machine does only ever adds to it. */
export function latencyMs(call: () => unknown): number {
  const end = performance.now() + WHOLE_MS;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < BATCHES.most && (i < BATCHES.least || performance.now() < end); i++)
    least = Math.min(least, batchMs(call));
  return least;
}
