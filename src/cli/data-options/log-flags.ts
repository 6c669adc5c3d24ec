import type { BadLines, CategoryColumn, ClickColumns, ColumnName } from '../../data';
import { InputError } from '../../errors';
import { type DataFlags, dashed } from './data-flags';

/** What the options that describe a click log's files alone are parsed to. */
interface OwnLogFlags {
  readonly log?: string[];
  readonly labelColumn?: ColumnName;
  readonly numeric?: ColumnName[];
  readonly categorical?: CategoryColumn[];
  readonly timeColumn?: ColumnName;
  readonly textColumns?: ColumnName[];
  readonly leaveOut?: ColumnName[];
  readonly otherColumns?: ClickColumns['others'];
  readonly badLines?: BadLines;
}

/** All that a click log is opened by. */
export type LogFlags = OwnLogFlags & DataFlags;

/** All but `log` itself. */
export const logColumnFlags = [
  ...(['labelColumn', 'numeric', 'categorical', 'timeColumn', 'textColumns', 'leaveOut'] as const),
  ...(['otherColumns', 'badLines'] as const),
];

/** @throws InputError for flags that only a click log reads */
export function refuseLogFlags(flags: LogFlags, task: string): void {
  const found = (['log', ...logColumnFlags] as const).find((name) => flags[name] !== undefined);
  if (found === undefined) return;
  throw new InputError(`${dashed(found)}: expected ${task}`);
}
