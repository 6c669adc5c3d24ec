/** A figure that came out otherwise. */
export interface FigureDifference {
  /** Where it stands, e.g. `rows[1].values[0]`. */
  readonly figure: string;
  /** null where it is missing. */
  readonly before: number | string | boolean | null;
  readonly now: number | string | boolean | null;
  /** |now - before|; null where one is no number. */
  readonly difference: number | null;
}

export interface FigureComparison {
  /** How many figures were compared. */
  readonly figures: number;
  readonly differing: readonly FigureDifference[];
}

/** What two runs of the same settings differ in by nature: the clock, the machine, and where they were called. */
const ofItsTime = [
  ...['latency', 'latencyP50Ms', 'seconds', 'durationMs', 'softSeconds'],
  ...['machine', 'versions', 'command'],
];

type Leaf = number | string | boolean | null;

function leavesOf(value: unknown, path: string, leaves: Map<string, Leaf>): Map<string, Leaf> {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) leaves.set(path, value as Leaf);
    return leaves;
  }
  for (const [name, own] of Object.entries(value)) {
    if (ofItsTime.includes(name)) continue;
    const step = Array.isArray(value) ? `[${name}]` : path === '' ? name : `.${name}`;
    leavesOf(own, `${path}${step}`, leaves);
  }
  return leaves;
}

/** Compares two results of the same settings figure by figure, to the last bit; times and machines are left out. */
export function compareFigures(before: unknown, now: unknown): FigureComparison {
  const [then, today] = [before, now].map((value) =>
    // as JSON holds them, in which both were or will be kept
    leavesOf(JSON.parse(JSON.stringify(value)), '', new Map()),
  );
  const names = [...new Set([...then.keys(), ...today.keys()])];
  const differing = names.flatMap((figure): FigureDifference[] => {
    const [a, b] = [then.get(figure), today.get(figure)];
    if (a === b) return [];
    const difference = typeof a === 'number' && typeof b === 'number' ? Math.abs(b - a) : null;
    return [{ figure, before: a ?? null, now: b ?? null, difference }];
  });
  return { figures: names.length, differing };
}
