/** What must not differ between two runs of the same seed: all but the clock. */
export function withoutClock(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner) =>
      ['latency', 'durationMs', 'seconds'].includes(name) ? undefined : inner,
    ),
  );
}
