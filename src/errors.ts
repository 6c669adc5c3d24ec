/**
 * The caller gave something that cannot work: a bad file, a bad option, a bad shape.
 * The message says where, what was expected, what was found and what to do; the command line exits with 2.
 */
export class InputError extends Error {
  override name = 'InputError';
}

/** Levenshtein distance, for "did you mean". */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length];
}

/** The known name nearest to what was typed. */
export function nearestName(found: string, known: readonly string[]): string {
  return [...known].sort((a, b) => editDistance(found, a) - editDistance(found, b))[0];
}

/**
 * Refuses options that nobody reads.
 * @throws InputError naming the unknown option, the nearest known one and all known ones
 */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new InputError(
      `${where}: unknown option "${name}"; did you mean "${nearestName(name, known)}"? Known: ${known.join(', ')}`,
    );
  }
}
