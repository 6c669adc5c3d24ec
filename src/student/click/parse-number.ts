const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const missing = /^([+-]?inf(inity)?|nan|na|n\/a|null|none|)$/i;

/** A cell's number; NaN where it says that there is none, null where it holds something else. */
export function parseNumber(cell: string): number | null {
  if (!decimal.test(cell)) return missing.test(cell) ? Number.NaN : null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}
