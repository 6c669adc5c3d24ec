/** Threads as a result says them, by the variables that TensorFlow reads when it is loaded. */
export function takeThreadsOf(threads: unknown): void {
  if (typeof threads !== 'object' || threads === null) return;
  for (const [name, value] of Object.entries(threads)) {
    if (typeof value === 'string') process.env[name] = value;
    else delete process.env[name];
  }
}
