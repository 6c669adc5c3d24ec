import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import { closeFigureBrowser, htmlReport, type Report, writeMarkdownReport } from '../../plot';

/**
 * Writes `report.html` and, where asked for, a Markdown report with its pictures and its figures as JSON; returns
 * the paths.
 */
export async function writeOutputs(options: {
  /** Written as JSON beside the Markdown report. */
  readonly result: object;
  readonly report: Report;
  readonly outFolder: string;
  /** A path that ends in .md; null for none. */
  readonly markdownPath: string | null;
}): Promise<string[]> {
  const { result, report, outFolder, markdownPath } = options;
  const page = join(outFolder, 'report.html');
  writeFileAtomic(page, htmlReport(report));
  if (markdownPath === null) return [page];
  const [folder, name] = [dirname(markdownPath), basename(markdownPath, '.md')];
  const figures = join(folder, `${name}.json`);
  writeFileAtomic(figures, `${JSON.stringify(result, null, 1)}\n`);
  try {
    return [page, ...(await writeMarkdownReport({ folder, name, report })), figures];
  } finally {
    await closeFigureBrowser();
  }
}
