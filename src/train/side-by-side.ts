/** Runs trainings a step of each in turn, until all have ended; where one fails, the others let go of what they hold. */
export function sideBySide<Result>(runs: readonly Generator<void, Result>[]): Result[] {
  const results = new Map<number, Result>();
  try {
    while (results.size < runs.length) {
      runs.forEach((steps, k) => {
        if (results.has(k)) return;
        const step = steps.next();
        if (step.done) results.set(k, step.value);
      });
    }
  } finally {
    for (const steps of runs) steps.return(undefined as never);
  }
  return runs.map((_, k) => results.get(k) as Result);
}
