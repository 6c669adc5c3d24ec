import type { MachineFacts } from '../distillation-result';
import type { DomainFailure, DomainRow } from './domain-row';

/** What a loop over domains found: aggregates, and no row of any data. */
export interface DomainsResult {
  /** How to run it again; null where it was called from code. */
  readonly command: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: MachineFacts;
  readonly rows: readonly DomainRow[];
  readonly failures: readonly DomainFailure[];
}
