import type { Table } from '../tables/table';
import type { FrameCell } from './arquero-table';

function cellText(cell: FrameCell): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? String(cell.getTime() / 1000) : String(cell);
}

/** Named columns as a table of text, so that a frame passes through the same checks as a file. */
export function tableOfColumns(file: string, columns: Readonly<Record<string, ArrayLike<FrameCell>>>): Table {
  const names = Object.keys(columns);
  const count = names.length === 0 ? 0 : columns[names[0]].length;
  const rows = Array.from({ length: count }, (_, row) => names.map((name) => cellText(columns[name][row])));
  return { file, columns: names, rows, lines: Int32Array.from({ length: count }, (_, row) => row + 1) };
}
