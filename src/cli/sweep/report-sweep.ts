import { join } from 'node:path';
import { InputError } from '../../errors';
import { readSweep } from '../../sweep/read-sweep';
import { sweepFindings } from '../../sweep/report/sweep-findings';
import { sweepReport } from '../../sweep/report/sweep-report';
import { writeOutputs } from '../distill/write-outputs';
import { commandOf } from '../run-apart';

export interface SweepReportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `recdistill sweep report`: Markdown with pictures and JSON, and an HTML page in the sweep's folder. */
export async function reportSweep(folder: string, { out, json }: SweepReportFlags): Promise<void> {
  const markdownPath = out ?? join(folder, 'report.md');
  if (!markdownPath.endsWith('.md'))
    throw new InputError(`--out: expected a file that ends in .md, found ${markdownPath}`);
  const findings = sweepFindings(await readSweep(folder));
  const command = commandOf(['sweep', 'run', join(folder, 'sweep.json')]);
  const report = sweepReport(findings, command);
  const files = await writeOutputs({ result: findings, report, outFolder: folder, markdownPath });
  if (json) process.stdout.write(`${JSON.stringify({ ...findings, files }, null, 2)}\n`);
  else {
    const paragraphs = report.sections.slice(0, 2).flatMap((section) => section.paragraphs);
    process.stdout.write(`${paragraphs.join('\n').replaceAll('**', '')}\n${files.join('\n')}\n`);
  }
}
