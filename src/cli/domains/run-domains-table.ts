import { InputError } from '../../errors';
import {
  chosenRows,
  type DomainCase,
  type DomainsResult,
  domainFinding,
  domainsReport,
  domainsTable,
  type PipelineListener,
  runDomains,
} from '../../pipeline';
import { type Report, tableText } from '../../plot';
import { libraryVersion } from '../../version';
import { distilFromFlags } from '../distill/run-distill';
import { commandOf } from '../run-apart';
import { readSettingsTable, type SettingsRow } from '../settings-table';
import { checkReportPath, type TableFlags, tableOverrides } from '../settings-table/table-flags';
import { writeTableResult } from '../settings-table/write-table-result';

type Row = SettingsRow<'domain' | 'name' | 'note'>;

/** `music-lastfm-2k`, or what the row says. */
function nameOf({ own, flags }: Row, domain: string): string {
  const source = flags.dataset ?? flags.ratings ?? flags.interactions ?? flags.log ?? 'sample';
  const plain = String(source)
    .replace(/^.*\//, '')
    .replace(/[^\w.-]+/g, '-');
  return own.name ?? `${domain}-${plain}`;
}

function domainOf({ own, place }: Row): string {
  if (own.domain !== undefined && own.domain !== '') return own.domain;
  throw new InputError(`${place}: expected a domain, e.g. "domain": "music", found none`);
}

function caseOf(row: Row, cache: string): DomainCase {
  const domain = domainOf(row);
  // where data lie on this machine decides no figure
  const command = commandOf(['distill', ...row.words.filter((word) => !word.startsWith('--data-dir='))]);
  return {
    ...{ domain, name: nameOf(row, domain), command, key: `${libraryVersion} ${command}` },
    run: (out) => distilFromFlags({ flags: { ...row.flags, out, cache }, command }),
  };
}

function rowsFrom(flags: TableFlags): Row[] {
  const overrides = tableOverrides(flags);
  return readSettingsTable({ path: flags.table, own: ['domain', 'name', 'note'] as const, overrides });
}

function casesFrom(flags: TableFlags): DomainCase[] {
  const { table, only, cache } = flags;
  const cases = rowsFrom(flags).map((row) => caseOf(row, cache));
  if (only === undefined) return cases;
  const known = [...new Set(cases.flatMap(({ domain, name }) => [domain, name]))];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InputError(`--only ${unknown}: expected some of ${known.join(', ')}, as ${table} has them`);
  return cases.filter(({ domain, name }) => only.includes(domain) || only.includes(name));
}

/** Says on standard error which row runs, and which failed. */
const sayRows: PipelineListener = (event) => {
  if (event.kind !== 'stage') return;
  const { split, stage, detail } = event;
  if (stage === 'domain') process.stderr.write(`${detail}: ${split}\n`);
  if (stage === 'failed') process.stderr.write(`${split} failed: ${detail}\n`);
};

/** Why rows have the settings that they have, where the table says so. */
function withNotes(report: Report, flags: TableFlags): Report {
  const paragraphs = rowsFrom(flags).flatMap((row) =>
    row.own.note === undefined ? [] : [`**${nameOf(row, domainOf(row))}**: ${row.own.note}`],
  );
  if (paragraphs.length === 0) return report;
  const notes = { heading: 'What the table says of its settings', paragraphs };
  return { ...report, sections: [...report.sections, notes] };
}

/** `recdistill domains`, once its options are read. */
export async function runDomainsTable(options: {
  readonly flags: TableFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  checkReportPath(flags);
  const cases = casesFrom(flags);
  const result = await runDomains({ cases, outFolder: flags.out, command, onEvent: sayRows });
  const report = withNotes(domainsReport(result), flags);
  await writeTableResult({ name: 'domains', flags, result, report, summary: summaryOf(result) });
  if (result.failures.length > 0) process.exitCode = 1;
}

/** What a terminal is wide enough for. */
const columns = ['domain', 'row', 'student', 'metric', 'from scratch', 'distilled', 'teacher', 'p', 'kept'];

function summaryOf(result: DomainsResult): string {
  const { rows, digits } = domainsTable(result);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = chosenRows(result).map((row) => domainFinding(row).replaceAll('**', ''));
  const failed = result.failures.map(({ domain, name, message }) => `${domain} (${name}) failed: ${message}`);
  return `${tableText({ rows: shown, digits })}\n\n${[...findings, ...failed].join('\n')}\n`;
}
