import { join } from 'node:path';
import { checkOptions } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';
import { figureToPng } from './figure-png';
import type { Report } from './report';
import { htmlReport } from './report-html';
import { markdownReport } from './report-markdown';

interface ReportPlace {
  readonly folder: string;
  readonly name: string;
  readonly report: Report;
}

/**
 * Writes a report as `<name>.md` and, where a Chromium is found, its figures as `<name>-1.png`, `<name>-2.png` ...
 * @returns the paths written
 */
export async function writeMarkdownReport(options: ReportPlace): Promise<string[]> {
  checkOptions('writeMarkdownReport', options, ['folder', 'name', 'report']);
  const { folder, name, report } = options;
  const figures = report.sections.flatMap((section) => section.figures ?? []);
  const images: (string | null)[] = [];
  for (const [i, figure] of figures.entries()) {
    const height = typeof figure.layout.height === 'number' ? figure.layout.height : 440;
    const png = await figureToPng({ figure, width: 900, height, scale: 2 });
    images.push(png === null ? null : `${name}-${i + 1}.png`);
    if (png !== null) writeFileAtomic(join(folder, `${name}-${i + 1}.png`), png);
  }
  writeFileAtomic(join(folder, `${name}.md`), markdownReport({ report, images }));
  return [`${name}.md`, ...images.filter((image) => image !== null)].map((file) => join(folder, file));
}

/**
 * Writes a report as `<name>.html` (needs no network) and as `writeMarkdownReport` does.
 * @returns the paths written
 */
export async function writeReport(options: ReportPlace): Promise<string[]> {
  checkOptions('writeReport', options, ['folder', 'name', 'report']);
  const { folder, name, report } = options;
  const page = join(folder, `${name}.html`);
  writeFileAtomic(page, htmlReport(report));
  return [page, ...(await writeMarkdownReport(options))];
}
