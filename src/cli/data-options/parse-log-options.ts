import { InvalidArgumentError } from 'commander';
import type { CategoryColumn, ColumnName } from '../../data';
import { parseNames } from '../distill/parse-list';

/** "7" is the seventh column, "2-4" the second to the fourth, anything else a name. */
function columnsOf(text: string): ColumnName[] {
  if (/^[1-9]\d*$/.test(text)) return [Number(text)];
  const range = /^([1-9]\d*)-([1-9]\d*)$/.exec(text);
  if (range === null) return [text];
  const [first, last] = [Number(range[1]), Number(range[2])];
  if (first <= last) return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  throw new InvalidArgumentError(`Expected positions that rise, found "${text}".`);
}

/** One column, by name or by position from 1. */
export function parseColumn(value: string): ColumnName {
  const columns = columnsOf(value.trim());
  if (columns.length === 1 && value.trim() !== '') return columns[0];
  throw new InvalidArgumentError(`Expected one column, found "${value}".`);
}

/** "price,3,5-7": columns by names and positions from 1. */
export function parseColumns(value: string): ColumnName[] {
  return parseNames(value).flatMap(columnsOf);
}

/** As {@link parseColumns}; "hour[6-8]" is a part of each of a column's texts, from character 6 up to 8, from 0. */
export function parseCategories(value: string): CategoryColumn[] {
  return parseNames(value).flatMap((part): CategoryColumn[] => {
    const cut = /^(.+)\[(\d+)-(\d+)\]$/.exec(part);
    if (cut === null) return columnsOf(part);
    const [column] = columnsOf(cut[1]);
    return [{ column, name: part, characters: [Number(cut[2]), Number(cut[3])] }];
  });
}
