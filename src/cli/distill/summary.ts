import { type DistillationResult, findingOf, resultsTable } from '../../pipeline';
import { tableText } from '../../plot';

/** What a terminal is wide enough for. */
const columns = ['model', 'RMSE', 'T', 'alpha', 'p against scratch', 'weights', 'p50 (ms)'];

/** The table and one sentence a student, for a terminal. */
export function summaryText(result: DistillationResult): string {
  const { rows, digits, caption } = resultsTable(result);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = result.students.map((student) => findingOf(result, student).replaceAll('**', ''));
  return `${result.dataset}: ${caption}\n\n${tableText({ rows: shown, digits })}\n\n${findings.join('\n')}\n`;
}
