import { join } from 'node:path';
import { checkOptions } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';
import type { Figure } from './figure';
import { figureToPng } from './figure-png';
import { htmlReport } from './report-html';
import { markdownReport } from './report-markdown';
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

/**
 * Writes a report as `<name>.html` (needs no network), `<name>.md` and, where a Chromium is found, the figures of the
 * latter as `<name>-1.png`, `<name>-2.png` ...
 * @returns the paths written
 */
export async function writeReport(options: {
  readonly folder: string;
  readonly name: string;
  readonly report: Report;
}): Promise<string[]> {
  checkOptions('writeReport', options, ['folder', 'name', 'report']);
  const { folder, name, report } = options;
  const figures = report.sections.flatMap((section) => section.figures ?? []);
  const images: (string | null)[] = [];
  for (const [i, figure] of figures.entries()) {
    const height = typeof figure.layout.height === 'number' ? figure.layout.height : 440;
    const png = await figureToPng({ figure, width: 900, height });
    images.push(png === null ? null : `${name}-${i + 1}.png`);
    if (png !== null) writeFileAtomic(join(folder, `${name}-${i + 1}.png`), png);
  }
  writeFileAtomic(join(folder, `${name}.html`), htmlReport(report));
  writeFileAtomic(join(folder, `${name}.md`), markdownReport({ report, images }));
  return [`${name}.html`, `${name}.md`, ...images.filter((image) => image !== null)].map((file) =>
    join(folder, file),
  );
}
