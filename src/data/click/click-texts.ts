import { checkOptions, InputError } from '../../errors';
import { sha256 } from '../../files/hash';
import { type ClickLog, type ClickLogOptions, rowsAgain } from './click-log';
import type { ClickTable } from './click-table';

/** What a log's rows say in words: each different text once. */
export interface ClickTexts {
  readonly texts: readonly string[];
  /** [rows of the log] which of the texts a row has */
  readonly ids: Int32Array;
  /** sha256 over texts and ids. */
  readonly hash: string;
}

/**
 * Reads the text columns of a log in one pass. Memory: 4 bytes a row, and each different text once.
 * @throws InputError where the log has no text columns, or they are empty in every row; and as `openClickLog`
 */
export async function readClickTexts(options: {
  readonly source: ClickLog;
  readonly onProgress?: ClickLogOptions['onProgress'];
  readonly signal?: AbortSignal;
}): Promise<ClickTexts> {
  checkOptions('readClickTexts', options, ['source', 'onProgress', 'signal']);
  const { source } = options;
  const { texts: columns } = source.schema;
  if (columns === undefined)
    throw new InputError(
      `${source.name}: expected columns of text, found none; name them with columns.texts, or do without a model that reads`,
    );
  const ids = new Int32Array(source.rows);
  const known = new Map<string, number>();
  let row = 0;
  for await (const { texts } of rowsAgain(source, 'texts', options)) {
    for (const text of texts ?? []) {
      const id = known.get(text) ?? known.size;
      if (id === known.size) known.set(text, id);
      ids[row++] = id;
    }
  }
  const texts = [...known.keys()];
  if (texts.every((text) => text === ''))
    throw new InputError(
      `${source.files[0].path}: expected texts in ${columns.map((name) => `"${name}"`).join(', ')}, found them empty in all ${source.rows} rows`,
    );
  return { texts, ids, hash: sha256(JSON.stringify(texts), ids) };
}

/**
 * The same table, whose batches say which text each row has.
 * @throws InputError where the texts are those of a log of another length
 */
export function withClickTexts(table: ClickTable, { ids, hash }: ClickTexts): ClickTable {
  const { fields, rows, groups } = table;
  if (ids.length !== rows)
    throw new InputError(`withClickTexts: expected texts of ${rows} rows, found ${ids.length}`);
  return {
    ...{ fields, rows, groups },
    hash: sha256(table.hash, hash),
    read: (wanted) => ({ ...table.read(wanted), texts: Int32Array.from(wanted, (row) => ids[row]) }),
  };
}
