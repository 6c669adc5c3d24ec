/** Texts as they are, and [from, to] for a run of whole numbers. */
export type IdRuns = readonly (string | readonly [number, number])[];

/** Shorter runs take no fewer bytes than their ids. */
const SHORTEST = 3;

function wholeNumberOf(id: string): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : null;
}

/** A vocabulary with its runs of whole numbers as first and last: exactly the same ids in the same order. */
export function idRuns(ids: readonly string[]): IdRuns {
  const runs: (string | readonly [number, number])[] = [];
  for (let start = 0; start < ids.length; ) {
    const first = wholeNumberOf(ids[start]);
    let end = start + 1;
    while (first !== null && end < ids.length && ids[end] === String(first + end - start)) end++;
    if (first !== null && end - start >= SHORTEST) runs.push([first, first + end - start - 1]);
    else runs.push(...ids.slice(start, end));
    start = end;
  }
  return runs;
}
