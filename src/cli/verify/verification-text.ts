import { tableText } from '../../plot/table';
import type { Verification } from '../../sweep/verify/verification';

/** More would hide the sum of it; the JSON has them all. */
const MOST_ROWS = 20;

/** Versions by which figures may well move. */
const named: Readonly<Record<string, string>> = {
  data: 'other data',
  code: 'another version of the code',
};

function changedLines({ changed }: Verification): string[] {
  const short = (text: string) => (text.length > 30 ? `${text.slice(0, 16)}…` : text);
  return changed.map(
    ({ what, before, now }) =>
      `${named[what] ?? `another ${what}`}: ${short(before)} then, ${short(now)} now`,
  );
}

function operationLines({ operations, isEqual }: Verification): string[] {
  if (operations === null) return isEqual ? [] : ['how that machine computes is not told in the result'];
  if (operations.length === 0)
    return isEqual ? [] : ['this machine computes every operation as that one did'];
  const told = operations.map(({ operation, largest }) => {
    if (largest === null) return `${operation} (one of them lacks it)`;
    return largest === 0 ? operation : `${operation} (by ${largest.toExponential(1)} in a sample)`;
  });
  return [`this machine computes otherwise: ${told.join(', ')}`];
}

function figureLines({ differing, figures, isEqual }: Verification): string[] {
  if (isEqual) return [`all ${figures} figures are equal to the last bit`];
  const rows = [...differing]
    .sort((a, b) => (b.difference ?? Number.POSITIVE_INFINITY) - (a.difference ?? Number.POSITIVE_INFINITY))
    .slice(0, MOST_ROWS)
    .map(({ figure, before, now, difference }) => ({
      figure,
      before: String(before),
      now: String(now),
      difference: difference === null ? '–' : difference.toExponential(2),
    }));
  const more = differing.length > MOST_ROWS ? [`and ${differing.length - MOST_ROWS} more`] : [];
  const table = tableText({ rows, digits: 6 }).split('\n');
  return [`${differing.length} of ${figures} figures differ:`, ...table, ...more];
}

/** For a terminal: what is not as it was, first, then the figures. */
export function verificationText(found: readonly Verification[]): string {
  return found
    .map((own) =>
      [
        own.label,
        ...[...changedLines(own), ...operationLines(own), ...figureLines(own)].map((line) => `  ${line}`),
      ].join('\n'),
    )
    .join('\n');
}
