import { join } from 'node:path';
import { checkOptions } from '../errors';
import { writeFileAtomic } from '../files/atomic-write';
import { figureToPng } from './figure-png';
import type { Report } from './report';
import { htmlReport } from './report-html';
import { markdownReport } from './report-markdown';

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
