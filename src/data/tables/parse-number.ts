const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const MISSING = new Set([
  '',
  'nan',
  'na',
  'n/a',
  'null',
  'none',
  'inf',
  '+inf',
  '-inf',
  'infinity',
  '-infinity',
]);

/**
 * A cell's number.
 * @returns NaN where the cell says that there is no number (empty, NaN, null, inf ...), and null where it holds
 *   something else, which is then a malformed cell
 */
export function parseNumber(cell: string): number | null {
  if (DECIMAL.test(cell)) {
    const value = Number(cell);
    return Number.isFinite(value) ? value : Number.NaN;
  }
  return MISSING.has(cell.trim().toLowerCase()) ? Number.NaN : null;
}
