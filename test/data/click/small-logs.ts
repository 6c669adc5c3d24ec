import { join } from 'node:path';
import { type ClickColumns, type ClickLogOptions, openClickLog, type TableFile } from '../../../src/data';
import { temporaryFolder } from '../temporary-folder';

/** Opens a log of the given text. */
export function openText(
  text: string | Uint8Array,
  columns: ClickColumns,
  more: Partial<Omit<TableFile, 'path'>> & {
    readonly fileName?: string;
    readonly badLines?: ClickLogOptions['badLines'];
  } = {},
) {
  const { fileName = 'log.csv', badLines = 'refuse', ...file } = more;
  const path = join(temporaryFolder({ [fileName]: text }), fileName);
  return openClickLog({ name: 'test', files: [{ path, ...file }], columns, badLines });
}

/** Avazu's columns, as its files have them. */
const AVAZU = 'id,click,hour,C1,banner_pos,site_id,site_domain,app_id,device_id,device_type,C14,C21';

/** Rows in Avazu's layout. */
export function avazuCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    [
      `${10_000_169_349_117_863_715n + BigInt(i)}`,
      i % 5 === 0 ? 1 : 0,
      `141021${String(i % 24).padStart(2, '0')}`,
      1005,
      i % 2,
      `1fbe01f${i % 7}`,
      'f3845767',
      'ecad2386',
      `a99f21${i % 3}a`,
      1,
      15_000 + (i % 40),
      79,
    ].join(','),
  );
  return `${[AVAZU, ...lines].join('\n')}\n`;
}

/** Avazu's layout, by options alone. */
export const avazuColumns: ClickColumns = {
  label: 'click',
  leaveOut: ['id'],
  time: 'hour',
  user: 'device_id',
  categorical: [{ column: 'hour', name: 'hour_of_day', characters: [6, 8] }, 'device_id'],
  others: 'categorical',
};

/** Rows in Criteo's layout, without a header line. */
export function criteoTsv(rows: number): string {
  const line = (i: number) => [
    i % 4 === 0 ? 1 : 0,
    ...Array.from({ length: 13 }, (_, f) => ((i + f) % 6 === 0 ? '' : (i * (f + 3)) % 97)),
    ...Array.from({ length: 26 }, (_, f) => ((i + f) % 9 === 0 ? '' : `68fd${(i * f) % 11}e64`)),
  ];
  return `${Array.from({ length: rows }, (_, i) => line(i).join('\t')).join('\n')}\n`;
}
