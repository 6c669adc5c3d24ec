import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
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
import { tableText } from '../../plot';
import { libraryVersion } from '../../version';
import { distilFromFlags } from '../distill/run-distill';
import { writeOutputs } from '../distill/write-outputs';
import { commandOf } from '../run-apart';
import { readSettingsTable, type SettingsRow } from '../settings-table';

export interface DomainsFlags {
  readonly table: string;
  readonly only?: readonly string[];
  readonly profile?: string;
  readonly dataDir?: string;
  readonly out: string;
  readonly report?: string;
  readonly cache: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

type Row = SettingsRow<'domain' | 'name'>;

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

function casesFrom({ table, only, profile, dataDir, cache }: DomainsFlags): DomainCase[] {
  const overrides = {
    ...(profile === undefined ? {} : { profile }),
    ...(dataDir === undefined ? {} : { 'data-dir': dataDir }),
  };
  const rows = readSettingsTable({ path: table, own: ['domain', 'name'] as const, overrides });
  const cases = rows.map((row) => caseOf(row, cache));
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

/** `recdistill domains`, once its options are read. */
export async function runDomainsTable(options: {
  readonly flags: DomainsFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  const { out: outFolder, report: markdownPath = null } = flags;
  if (markdownPath !== null && !markdownPath.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${markdownPath}`);
  const cases = casesFrom(flags);
  const result = await runDomains({ cases, outFolder, command, onEvent: sayRows });
  const path = join(outFolder, 'domains.json');
  writeFileAtomic(path, `${JSON.stringify(result, null, 1)}\n`);
  const report = domainsReport(result);
  const files = [path, ...(await writeOutputs({ result, report, outFolder, markdownPath }))];
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...result, files }, null, 2)}\n`);
  else process.stdout.write(`${summaryOf(result)}\n${files.join('\n')}\n`);
  if (result.failures.length > 0) process.exitCode = 1;
}

/** What a terminal is wide enough for. */
const columns = [
  'domain',
  'data set',
  'student',
  'metric',
  'from scratch',
  'distilled',
  'teacher',
  'p',
  'kept',
];

function summaryOf(result: DomainsResult): string {
  const { rows, digits } = domainsTable(result);
  const shown = rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  const findings = chosenRows(result).map((row) => domainFinding(row).replaceAll('**', ''));
  const failed = result.failures.map(({ domain, name, message }) => `${domain} (${name}) failed: ${message}`);
  return `${tableText({ rows: shown, digits })}\n\n${[...findings, ...failed].join('\n')}\n`;
}
