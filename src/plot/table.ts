import { escapeHtml, inlineHtml } from './html-text';

export type Cell = string | number | boolean | null;

/** One row, by column name; a column that a row lacks is empty there. */
export type Row = Readonly<Record<string, Cell>>;

export interface Table {
  readonly rows: readonly Row[];
  /** Digits after the point in columns that hold numbers that are not whole. */
  readonly digits: number;
  readonly caption?: string;
}

interface Column {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly cells: readonly string[];
}

function formatNumber(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  const fixed = value.toFixed(digits);
  if (Math.abs(value) < 10_000) return fixed;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The columns in the order in which rows first name them, with their cells as text. */
function columnsOf({ rows, digits }: Table): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    const numbers = values.filter((value) => typeof value === 'number');
    const places = numbers.every(Number.isInteger) ? 0 : digits;
    const cells = values.map((value) => {
      if (value === null) return '–';
      return typeof value === 'number' ? formatNumber(value, places) : String(value);
    });
    return { name, isNumeric: values.every((value) => value === null || typeof value === 'number'), cells };
  });
}

/** The table as an HTML element; numbers are aligned at the right. */
export function tableHtml(table: Table): string {
  const columns = columnsOf(table);
  const align = ({ isNumeric }: Column) => ` style="text-align:${isNumeric ? 'right' : 'left'}"`;
  const head = columns.map((column) => `<th${align(column)}>${escapeHtml(column.name)}</th>`).join('');
  const body = table.rows.map((_, row) => {
    const cells = columns.map((column) => `<td${align(column)}>${inlineHtml(column.cells[row])}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  const caption = table.caption ? `<caption>${inlineHtml(table.caption)}</caption>\n` : '';
  return `<table class="recdistill-table">\n${caption}<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

/** The table in GitHub's Markdown, the caption in italics above. */
export function tableMarkdown(table: Table): string {
  const columns = columnsOf(table);
  const inCell = (text: string) => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
  const line = (cells: string[]) => `| ${cells.map(inCell).join(' | ')} |`;
  return [
    ...(table.caption ? [`*${table.caption}*`, ''] : []),
    line(columns.map(({ name }) => name)),
    line(columns.map(({ isNumeric }) => (isNumeric ? '---:' : '---'))),
    ...table.rows.map((_, row) => line(columns.map(({ cells }) => cells[row]))),
  ].join('\n');
}

/** The table as aligned text, for a terminal. */
export function tableText(table: Table): string {
  const columns = columnsOf(table).map((column) => ({
    ...column,
    width: Math.max(column.name.length, ...column.cells.map((cell) => cell.length)),
  }));
  const line = (textOf: (column: Column) => string) =>
    columns
      .map((column) => {
        const text = textOf(column);
        return column.isNumeric ? text.padStart(column.width) : text.padEnd(column.width);
      })
      .join('  ')
      .trimEnd();
  return [
    line(({ name }) => name),
    columns.map(({ width }) => '-'.repeat(width)).join('  '),
    ...table.rows.map((_, row) => line(({ cells }) => cells[row])),
  ].join('\n');
}
