export { type DomainOutcome, domainRowsOf } from './domain-outcome';
export type { DomainFailure, DomainMetric, DomainRow, DomainSlice } from './domain-row';
export {
  chosenRows,
  domainCostsTable,
  domainFinding,
  domainsReport,
  domainsTable,
} from './domains-report';
export type { DomainsResult } from './domains-result';
export { type DomainCase, type RunDomainsOptions, runDomains } from './run-domains';
