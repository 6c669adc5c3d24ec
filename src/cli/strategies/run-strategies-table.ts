import { join } from 'node:path';
import { InputError, nearestName } from '../../errors';
import { sha256 } from '../../files/hash';
import { machineFacts, versionsInUse } from '../../pipeline/machine-facts';
import {
  adjustRows,
  isMeasured,
  type StrategiesResult,
  type StrategyRow,
  type StrategyRun,
  strategiesReport,
} from '../../pipeline/strategies';
import { clickCases } from '../../pipeline/strategies/click';
import { rankingCases } from '../../pipeline/strategies/ranking';
import { ratingCases } from '../../pipeline/strategies/rating';
import { WorkClock } from '../../pipeline/work-clock';
import { tableText } from '../../plot';
import { listenersFor } from '../distill/listeners';
import { parseNames } from '../distill/parse-list';
import { readSettingsTable, type SettingsRow } from '../settings-table';
import { checkReportPath, type TableFlags, tableOverrides } from '../settings-table/table-flags';
import { writeTableResult } from '../settings-table/write-table-result';
import { loadClickAblation } from './load-click-ablation';
import { loadRankingAblation } from './load-ranking-ablation';
import { loadRatingAblation } from './load-rating-ablation';
import type { LoadAblationOptions, LoadedAblation } from './opened-ablation';

type Row = SettingsRow<'only', 'source'>;

const tasks: Readonly<
  Record<
    StrategyRow['task'],
    {
      readonly load: (options: LoadAblationOptions) => Promise<LoadedAblation>;
      readonly cases: readonly { readonly strategy: string }[];
    }
  >
> = {
  rating: { load: loadRatingAblation, cases: ratingCases },
  ranking: { load: loadRankingAblation, cases: rankingCases },
  click: { load: loadClickAblation, cases: clickCases },
};

/** Errors of a row say which it is. */
async function within<Value>(place: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError && !error.message.startsWith(place))
      throw new InputError(`${place}: ${error.message}`);
    throw error;
  }
}

const strategiesOf = (task: StrategyRow['task']) => tasks[task].cases.map(({ strategy }) => strategy);

/** A row, and the strategies that it is asked for. */
interface AskedRow extends Row {
  readonly strategies: readonly string[];
}

function checkStrategies(given: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `${given} ${unknown}: did you mean "${nearestName(unknown, known)}"? Known are ${known.join(', ')}`,
  );
}

/** A row's strategies: those of its task that it and the command name, where they name any. */
function asked(row: Row, only: readonly string[] | undefined): AskedRow {
  const all = strategiesOf(row.flags.task);
  const own = row.own.only === undefined ? all : parseNames(row.own.only);
  checkStrategies(`${row.place}: "only":`, own, all);
  return { ...row, strategies: own.filter((strategy) => only?.includes(strategy) ?? true) };
}

function rowsFrom(given: TableFlags): AskedRow[] {
  const { table, only } = given;
  const overrides = tableOverrides(given);
  const others = ['source'] as const;
  const rows = readSettingsTable({ path: table, own: ['only'] as const, others, overrides });
  const known = new Set(rows.flatMap(({ flags }) => strategiesOf(flags.task)));
  if (only !== undefined) checkStrategies('--only', only, [...known]);
  return rows.map((row) => asked(row, only)).filter(({ strategies }) => strategies.length > 0);
}

/** One row of the table, from its data to its rows of figures. */
async function runRow(row: AskedRow, flags: TableFlags, tick: () => void) {
  const { cache: cacheFolder, out } = flags;
  const options = { flags: row.flags, source: row.others.source?.flags ?? null, cacheFolder };
  const { load } = tasks[row.flags.task];
  const { dataset, hash, isSynthetic, prepare } = await load(options);
  const { onEvent: show, close } = listenersFor({}, `${dataset}, ${row.flags.task}`);
  const onEvent: typeof show = (event) => {
    tick();
    show(event);
  };
  try {
    const opened = await prepare(onEvent);
    try {
      const { strategies: only } = row;
      const rows = await opened.run({ only, onEvent, resultsPath: join(out, 'trainings.jsonl') });
      const { students } = opened;
      const { task, seed } = row.flags;
      const run: StrategyRun = { dataset, task, students, seed, isSynthetic, hash, words: wordsOf(row) };
      return { rows, run };
    } finally {
      opened.dispose();
    }
  } finally {
    close();
  }
}

/** Where data lie on this machine decides no figure. */
function wordsOf({ words, others, own }: Row): string[] {
  const source = others.source === undefined ? [] : [`(source: ${others.source.words.join(' ')})`];
  const only = own.only === undefined ? [] : [`(only: ${own.only})`];
  return [...words, ...source, ...only].filter((word) => !word.includes('--data-dir='));
}

/** All rows of the table, one after the other. */
async function runTable(flags: TableFlags, command: string): Promise<StrategiesResult> {
  const table = rowsFrom(flags);
  const clock = new WorkClock(join(flags.out, 'time.json'), sha256(command));
  const rows: StrategyRow[] = [];
  const runs: StrategyRun[] = [];
  for (const row of table) {
    const done = await within(row.place, () => runRow(row, flags, () => clock.tick()));
    rows.push(...done.rows);
    runs.push(done.run);
  }
  clock.keep();
  const versions = versionsInUse();
  const machine = machineFacts(clock.peakMemoryBytes);
  return { rows: adjustRows(rows), runs, command, versions, machine, seconds: clock.seconds };
}

/** `recdistill strategies`, once its options are read. */
export async function runStrategiesTable(options: {
  readonly flags: TableFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  checkReportPath(flags);
  const result = await runTable(flags, command);
  const report = strategiesReport(result);
  await writeTableResult({ name: 'strategies', flags, result, report, summary: summaryOf(result) });
}

/** A line a strategy, for a terminal. */
function summaryOf({ rows }: StrategiesResult): string {
  const shown = rows.filter(isMeasured).map((row) => ({
    ...{ 'data set': row.dataset, student: row.student, strategy: row.strategy, metric: row.metric },
    ...{ scratch: row.scratch, plain: row.plain, distilled: row.distilled, difference: row.difference },
    ...{ p: row.p, verdict: row.verdict },
  }));
  const excused = rows.filter((row) => !isMeasured(row));
  const left = excused.map(
    ({ dataset, student, strategy, excuse }) => `${dataset}, ${student}, ${strategy}: ${excuse}`,
  );
  return `${tableText({ rows: shown, digits: 4 })}\n\n${left.join('\n')}\n`;
}
