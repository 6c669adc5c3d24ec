import { join } from 'node:path';
import type { ClickLog } from '../../data';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { clickFinding, clickReport, clickResultsTable } from '../../pipeline/click/click-report';
import type { ClickResult } from '../../pipeline/click/click-result';
import { runClicks } from '../../pipeline/click/run-clicks';
import { tableText } from '../../plot';
import type { PreparedClicks } from '../../sweep/jobs/prepared-run';
import { openLogFromFlags } from '../data-options';
import type { DistillationFlags } from './add-distill-options';
import { checkClickFlags, clickSettingsFromFlags } from './click-options';
import { clickSplitsFromFlags } from './click-splits';
import type { DistillTracking } from './distill-tracking';
import { listenersFor } from './listeners';
import { shown } from './load-with-progress';
import type { DistillFlags } from './run-distill';
import { writeOutputs } from './write-outputs';

/** What a terminal is wide enough for. */
const columns = ['model', 'log-loss', 'AUC', 'ECE', 'weights', 'p against scratch'];

/** Says on standard error what the log is and what was met in it. */
function sayWhatWasMet({ name, rows, clicks, schema, report }: ClickLog): void {
  const issues = Object.entries(report.issues).map(([kind, count]) => `${count} ${kind}`);
  const met = issues.length === 0 ? '' : `; ${issues.join(', ')}, e.g. ${report.examples[0]}`;
  const { numeric, categorical } = schema;
  shown.stream.write(
    `${name}: ${rows} rows, ${clicks} clicks, ${numeric.length} numeric and ${categorical.length} categorical fields${met}\n`,
  );
}

/** Log, splits and settings of a run over clicks, as the flags say. */
export async function preparedClicks(flags: DistillationFlags): Promise<PreparedClicks> {
  checkClickFlags(flags);
  for (const name of ['minRating', 'friendsText'] as const)
    if (flags[name] !== undefined)
      throw new InputError(
        `--${name === 'minRating' ? 'min-rating' : 'friends-text'}: expected another --task, found --task click`,
      );
  const { log, parts } = await openLogFromFlags(flags, {});
  sayWhatWasMet(log);
  const { seed } = flags;
  const splits = clickSplitsFromFlags({ log, parts, flags, seed });
  return {
    ...{ task: 'click', dataHash: log.hash, log, seed },
    ...splits,
    settings: clickSettingsFromFlags(flags),
  };
}

/** Distils click models as the flags say; `result.json` and the students go into the out folder. */
export async function clicksFromFlags(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking?: DistillTracking;
}): Promise<{ readonly result: ClickResult; readonly outFolder: string }> {
  const { flags, command, tracking } = options;
  const { task: _, dataHash: __, ...prepared } = await preparedClicks(flags);
  const { name } = prepared.log;
  const outFolder = flags.out ?? join('out', name);
  const { onEvent, close } = listenersFor(flags, name, { tracking, outFolder, settings: prepared.settings });
  const places = { cacheFolder: flags.cache, outFolder, command, onEvent };
  const result = await runClicks({ ...prepared, ...places }).finally(close);
  writeFileAtomic(join(outFolder, 'result.json'), `${JSON.stringify(result)}\n`);
  return { result, outFolder };
}

/** `recdistill distill --task click`. */
export async function runDistillClicks(options: {
  readonly flags: DistillFlags;
  readonly command: string;
  readonly tracking?: DistillTracking;
  readonly markdownPath: string | null;
}): Promise<void> {
  const { flags, markdownPath } = options;
  const { result, outFolder } = await clicksFromFlags(options);
  const report = clickReport(result);
  const files = [
    join(outFolder, 'result.json'),
    ...(await writeOutputs({ result, report, outFolder, markdownPath })),
  ];
  options.tracking?.results({ outFolder, report, table: clickResultsTable(result) });
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ ...result, searches: undefined, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryOf(result)}\n${files.join('\n')}\n`);
}

/** The table and one sentence a row, for a terminal. */
function summaryOf(result: ClickResult): string {
  const { rows, digits, caption } = clickResultsTable(result);
  const known = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = result.rows
    .filter(({ method }) => method !== 'scratch')
    .map((row) => clickFinding(row).replaceAll('**', ''));
  return `${result.dataset}: ${caption}\n\n${tableText({ rows: known, digits })}\n\n${findings.join('\n')}\n`;
}
