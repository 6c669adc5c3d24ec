import type { Figure } from './figure';
import type { Table } from './table';

/** A part of a report: prose first, then its tables, then its figures. */
export interface ReportSection {
  readonly heading: string;
  /** Plain text; `code`, **bold** and [links](https://example.org) are understood. */
  readonly paragraphs: readonly string[];
  readonly tables?: readonly Table[];
  readonly figures?: readonly Figure[];
}

export interface Report {
  readonly title: string;
  readonly sections: readonly ReportSection[];
  /** How the report was made: the command, the versions, the machine. */
  readonly footer: string;
}
