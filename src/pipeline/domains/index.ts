export { type DomainOutcome, domainRowsOf } from './domain-outcome';
export type { DomainFailure, DomainMetric, DomainRow, DomainSlice } from './domain-row';
export { chosenRows, domainCostsTable, domainsTable } from './domain-tables';
export { domainFinding } from './domain-words';
export { domainsReport } from './domains-report';
export type { DomainsResult } from './domains-result';
export { keptFigures } from './kept-figures';
export { type DomainCase, type RunDomainsOptions, runDomains } from './run-domains';
