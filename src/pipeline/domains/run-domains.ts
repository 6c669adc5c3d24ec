import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256 } from '../../files/hash';
import type { PipelineListener } from '../events';
import { machineFacts, versionsInUse } from '../machine-facts';
import { type DomainOutcome, domainRowsOf } from './domain-outcome';
import type { DomainFailure, DomainRow, UnnamedRow } from './domain-row';
import type { DomainsResult } from './domains-result';

/** Name and version of what is stored of a finished case; a change in its shape must change it. */
const FORMAT = 'domain-rows-2';

/** One line of the table of settings: what is distilled, and how. */
export interface DomainCase {
  /** The caller's word, e.g. `music`. */
  readonly domain: string;
  /** Its folder within the out folder; no two cases have one name. */
  readonly name: string;
  /** All that decides its figures: a finished case is found again as long as this stays. */
  readonly key: string;
  /** How a reader may run it alone; null where it was called from code. */
  readonly command: string | null;
  /** Distils, with the given folder for what it writes; what it throws is reported and ends this case alone. */
  readonly run: (outFolder: string) => Promise<DomainOutcome>;
}

export interface RunDomainsOptions {
  readonly cases: readonly DomainCase[];
  /** A folder a case, and its rows once it is finished. */
  readonly outFolder: string;
  /** How a reader may run the whole again. */
  readonly command?: string;
  readonly onEvent?: PipelineListener;
  readonly signal?: AbortSignal;
}

const known = ['cases', 'outFolder', 'command', 'onEvent', 'signal'];

/**
 * Runs every case by the pipeline of its task, one after the other, and brings what they found to common rows. A case
 * that fails is reported with its message, and the others go on; a finished one is found again in the out folder.
 * @throws InputError on unknown options, no case, or two of one name; the signal's reason
 */
export async function runDomains(options: RunDomainsOptions): Promise<DomainsResult> {
  checkOptions('runDomains', options, known);
  const { cases, outFolder, command, onEvent, signal } = options;
  checkCases(cases);
  const rows: DomainRow[] = [];
  const failures: DomainFailure[] = [];
  for (const [index, one] of cases.entries()) {
    const { domain, name } = one;
    onEvent?.({ kind: 'stage', split: name, stage: 'domain', detail: domain });
    try {
      const found = await finishCase(one, join(outFolder, name));
      rows.push(...found.map((row) => ({ ...row, name })));
    } catch (error) {
      signal?.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ domain, name, command: one.command, message });
      onEvent?.({ kind: 'stage', split: name, stage: 'failed', detail: message });
    }
    signal?.throwIfAborted();
    onEvent?.({ kind: 'progress', split: name, stage: 'domains', done: index + 1, total: cases.length });
  }
  return { command: command ?? null, versions: versionsInUse(), machine: machineFacts(), rows, failures };
}

function checkCases(cases: readonly DomainCase[]): void {
  if (cases.length === 0) throw new InputError('runDomains: expected at least one case, found none');
  const names = cases.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated === undefined) return;
  throw new InputError(`runDomains: two cases have the name "${repeated}"; give each its own`);
}

/** The rows of a case, from its folder or newly found. */
async function finishCase({ domain, key, run }: DomainCase, folder: string): Promise<UnnamedRow[]> {
  const path = join(folder, 'domain-rows.json');
  const hash = sha256(FORMAT, domain, key);
  const stored = readStored(path, hash);
  if (stored !== null) return stored;
  const rows = domainRowsOf(domain, await run(folder));
  writeFileAtomic(path, `${JSON.stringify({ key: hash, rows }, null, 1)}\n`);
  return rows;
}

/** null where there is no whole file of this key. */
function readStored(path: string, key: string): UnnamedRow[] | null {
  if (!existsSync(path)) return null;
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8'));
    return stored.key === key ? stored.rows : null;
  } catch {
    return null;
  }
}
