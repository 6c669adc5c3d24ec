import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { closeFigureBrowser, type Report, writeReport } from '../../plot';
import { distillationReport } from './distillation-report';
import { sweepFolderReport } from './sweep-folder-report';

export interface ReportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** A report, and the figures that stand beside it. */
export interface FoundReport {
  readonly report: Report;
  readonly figures: object;
}

function foundIn(folder: string): FoundReport | Promise<FoundReport> {
  if (existsSync(join(folder, 'sweep.json'))) return sweepFolderReport(folder);
  if (existsSync(join(folder, 'result.json'))) return distillationReport(folder);
  throw new InputError(
    `${folder}: expected result.json, as distill writes it, or the sweep.json of a sweep, found neither`,
  );
}

/** `recdistill report`, once its options are read. */
export async function runReport(folder: string, { out, json }: ReportFlags): Promise<void> {
  if (out !== undefined && !out.endsWith('.md'))
    throw new InputError(`--out: expected a file that ends in .md, found ${out}`);
  const { report, figures } = await foundIn(folder);
  const markdown = out ?? join(folder, 'report.md');
  const place = { folder: dirname(markdown), name: basename(markdown, '.md') };
  const figuresPath = join(place.folder, `${place.name}.json`);
  try {
    const files = [...(await writeReport({ ...place, report })), figuresPath];
    writeFileAtomic(figuresPath, `${JSON.stringify(figures, null, 1)}\n`);
    if (json) process.stdout.write(`${JSON.stringify({ title: report.title, files }, null, 2)}\n`);
    else process.stdout.write(`${files.join('\n')}\n`);
  } finally {
    await closeFigureBrowser();
  }
}
