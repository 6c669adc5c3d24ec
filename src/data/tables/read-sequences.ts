import { InputError } from '../../errors';
import type { IssueLog } from '../load-report';
import { decodeText } from './decode-text';
import { parseDelimited } from './parse-delimited';
import { readBytes, shortName } from './read-bytes';
import type { Table, TableFile } from './table';

interface Line {
  readonly user: string;
  readonly items: readonly string[];
}

function parseLine(cells: readonly string[], place: string): Line {
  const [user, items] = [cells[0].trim(), (cells[1] ?? '').split(' ').filter((item) => item !== '')];
  if (cells.length === 2 && user !== '' && items.length > 0) return { user, items };
  const line = cells.join('\t');
  const found = JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}...` : line);
  throw new InputError(
    `${place}: expected a user, a tab and the user's items separated by spaces, found ${found}`,
  );
}

/**
 * Reads `user<TAB>item item item`, a line a user, into a table of a row an item with the columns `user` and `item`.
 * @throws InputError at a malformed line, or a user who has a line already
 */
export function readSequences(source: TableFile, log: IssueLog): Table {
  const file = shortName(source.path);
  for (const name of ['separator', 'quoted', 'header'] as const) {
    if (source[name] === undefined) continue;
    throw new InputError(`${file}: ${name} cannot be given for the layout "sequences", found it`);
  }
  const text = decodeText(readBytes(source.path), file, source.encoding, log);
  const parsed = parseDelimited(text, { file, separator: '\t', quoted: false, log });
  const lineOfUser = new Map<string, number>();
  const rows: string[][] = [];
  const lines: number[] = [];
  parsed.rows.forEach((cells, i) => {
    const place = `${file}:${parsed.lines[i]}`;
    const { user, items } = parseLine(cells, place);
    const other = lineOfUser.get(user);
    if (other !== undefined) {
      throw new InputError(
        `${place}: expected one line a user, found user ${user} of line ${other} again; put the items on one line in their order`,
      );
    }
    lineOfUser.set(user, parsed.lines[i]);
    for (const item of items) {
      rows.push([user, item]);
      lines.push(parsed.lines[i]);
    }
  });
  return { file, columns: ['user', 'item'], rows, lines };
}
