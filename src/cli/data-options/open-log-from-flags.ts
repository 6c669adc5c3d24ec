import type { ClickColumns, ClickLog, ClickLogOptions, FilePart, TableFile } from '../../data';
import { InputError } from '../../errors';
import { refuseRatingFlags } from './check-data-flags';
import { dashed } from './data-flags';
import { given, nameOf } from './load-from-flags';
import { type LogFlags, logColumnFlags } from './log-flags';

/** What a log's files are, by their number. */
const partsByCount: readonly (readonly FilePart[] | null)[] = [
  null,
  null,
  ['train', 'test'],
  ['train', 'validation', 'test'],
];

/** Whether the flags, or a name, mean a click log. */
export async function isClickLog({ log, dataset }: LogFlags): Promise<boolean> {
  if (log !== undefined) return true;
  const { clickSources } = await import('../../data/index.js');
  return clickSources.some(({ name }) => name === dataset);
}

/**
 * Opens the click log that the flags name: by its name, or files of one's own.
 * @returns the log, and what each of its files is where they are its split
 * @throws InputError for flags that do not go together, and as `openClickLog`
 */
export async function openLogFromFlags(
  flags: LogFlags,
  watch: Pick<ClickLogOptions, 'onProgress'>,
): Promise<{ readonly log: ClickLog; readonly parts: readonly FilePart[] | null }> {
  refuseRatingFlags(flags);
  // read only when something is loaded, as the loaders pull in much
  const { findClickSource, openClickLog, openClickSource } = await import('../../data/index.js');
  const { log: files, dataset, dataDir } = flags;
  if (files === undefined) {
    checkNamed(flags);
    const log = await openClickSource({ dataset: dataset as string, ...given({ dataDir }), ...watch });
    return { log, parts: findClickSource(dataset as string).parts };
  }
  if (dataset !== undefined)
    throw new InputError(`--log and --dataset ${dataset}: expected one of them, found both`);
  const parts = partsByCount[files.length];
  if (parts === undefined)
    throw new InputError(
      `--log: expected one file, or train,test, or train,valid,test, found ${files.length} files`,
    );
  const log = await openClickLog({
    name: nameOf(files[0]),
    files: files.map((path) => fileOf(flags, path)),
    columns: columnsOf(flags),
    badLines: flags.badLines ?? 'refuse',
    ...watch,
  });
  return { log, parts };
}

/** A click log by name says itself what its columns are. */
function checkNamed(flags: LogFlags): void {
  if (flags.dataset === undefined)
    throw new InputError('a click log: give --dataset <name>, or --log <files> with --label-column <column>');
  const names = [...logColumnFlags, 'separator', 'header', 'userColumn'] as const;
  const unread = names.find((name) => flags[name] !== undefined);
  if (unread !== undefined)
    throw new InputError(`${dashed(unread)}: expected --log <files> beside, found none`);
}

function fileOf({ separator, header }: LogFlags, path: string): TableFile {
  return { path, ...given({ separator, header: header === false ? ('none' as const) : header }) };
}

function columnsOf(flags: LogFlags): ClickColumns {
  const { labelColumn: label, numeric, categorical, userColumn: user, timeColumn: time } = flags;
  const { textColumns: texts, leaveOut } = flags;
  if (label === undefined)
    throw new InputError(
      '--log: expected --label-column <column> beside, whose cells are 1 for a click and 0 for none, found none',
    );
  return {
    label,
    ...given({ numeric, categorical, user, time, texts, leaveOut }),
    others: flags.otherColumns ?? 'infer',
  };
}
