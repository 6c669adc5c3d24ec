import { InputError } from '../errors';
import { buildFeatures, type PlacedRecord } from './build-features';
import type { EntityColumns, EntityRecord } from './entity-settings';
import { partsOfHtml } from './html-text';
import type { IssueLog } from './load-report';
import type { Entities } from './recommendation-data';
import { columnIndex } from './tables/read-table';
import { placeOf, type Table } from './tables/table';

/** The records of an items or users file by id, in the file's order. */
export type RecordsById = Map<string, PlacedRecord>;

function checkTextFormat({ text, textFormat = 'plain' }: EntityColumns): void {
  if (textFormat !== 'plain' && textFormat !== 'html')
    throw new InputError(`textFormat must be "plain" or "html", found ${JSON.stringify(textFormat)}`);
  if (textFormat === 'html' && typeof text === 'function')
    throw new InputError('textFormat "html" is for columns of text, found a function that writes the text');
}

/** Finds settings that name columns which are not there before any row is read. */
function checkColumns(table: Table, columns: EntityColumns): void {
  columnIndex(table, columns.id);
  checkTextFormat(columns);
  for (const column of columns.reads ?? []) columnIndex(table, column);
  if (typeof columns.text !== 'function') for (const column of columns.text) columnIndex(table, column);
  for (const feature of columns.features) if (!feature.read) columnIndex(table, feature.column);
}

/**
 * Reads the records of users or items. Of several with one id the last is kept, and the others are counted.
 * @param kind `user` or `item`, for messages
 */
export function indexRecords(table: Table, columns: EntityColumns, kind: string, log: IssueLog): RecordsById {
  checkColumns(table, columns);
  const idColumn = columnIndex(table, columns.id);
  const records: RecordsById = new Map();
  table.rows.forEach((row, r) => {
    const place = placeOf(table, r);
    const id = row[idColumn].trim();
    if (id === '')
      throw new InputError(`${place}: expected the id of a ${kind} in "${columns.id}", found nothing`);
    if (records.has(id))
      log.count(`duplicate-${kind}`, place, `${kind} ${id} stands twice; the later is kept`);
    const record: EntityRecord = Object.fromEntries(table.columns.map((column, c) => [column, row[c]]));
    records.set(id, { record, place });
  });
  return records;
}

function textOf(entity: PlacedRecord | null, columns: EntityColumns): string {
  if (entity === null) return '';
  if (typeof columns.text === 'function') return columns.text(entity.record).trim();
  const cells = columns.text.map((column) => entity.record[column].trim());
  const parts =
    columns.textFormat === 'html'
      ? [...new Set(cells.flatMap(partsOfHtml))]
      : cells.filter((part) => part !== '');
  // A part that already ends a sentence needs no full stop before the next.
  return parts.map((part, i) => (i < parts.length - 1 && !/[.!?]$/.test(part) ? `${part}.` : part)).join(' ');
}

/**
 * Users or items from their records, for the ids given; an id without a record has an empty text and features of 0.
 * @param records null when there is no file of users or items
 */
export function buildEntities(
  ids: readonly string[],
  records: RecordsById | null,
  columns: EntityColumns | null,
): Entities {
  if (records === null || columns === null) return { ids, texts: ids.map(() => ''), features: null };
  const placed = ids.map((id) => records.get(id) ?? null);
  return {
    ids,
    texts: placed.map((entity) => textOf(entity, columns)),
    features: buildFeatures(placed, columns.features),
  };
}
