/** A browser's clock may count in steps of 0.1 ms, so calls are timed together until that hardly matters. */
const ENOUGH_MS = 3;
const MOST_CALLS = 200;

/** Mean milliseconds of a call. */
export function latencyMs(call: () => unknown): number {
  const start = performance.now();
  let calls = 0;
  let passed = 0;
  while (passed < ENOUGH_MS && calls < MOST_CALLS) {
    call();
    calls++;
    passed = performance.now() - start;
  }
  return passed / calls;
}
