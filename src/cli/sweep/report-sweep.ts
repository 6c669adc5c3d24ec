import { join } from 'node:path';
import { InputError } from '../../errors';
import { writeOutputs } from '../distill/write-outputs';
import { sweepFolderReport } from '../report/sweep-folder-report';

export interface SweepReportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `recdistill sweep report`: Markdown with pictures and JSON, and an HTML page in the sweep's folder. */
export async function reportSweep(folder: string, { out, json }: SweepReportFlags): Promise<void> {
  const markdownPath = out ?? join(folder, 'report.md');
  if (!markdownPath.endsWith('.md'))
    throw new InputError(`--out: expected a file that ends in .md, found ${markdownPath}`);
  const { report, figures: findings } = await sweepFolderReport(folder);
  const files = await writeOutputs({ result: findings, report, outFolder: folder, markdownPath });
  if (json) process.stdout.write(`${JSON.stringify({ ...findings, files }, null, 2)}\n`);
  else {
    const paragraphs = report.sections.slice(0, 2).flatMap((section) => section.paragraphs);
    process.stdout.write(`${paragraphs.join('\n').replaceAll('**', '')}\n${files.join('\n')}\n`);
  }
}
