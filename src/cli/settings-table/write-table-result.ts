import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomic-write';
import type { Report } from '../../plot';
import { writeOutputs } from '../distill/write-outputs';
import type { TableFlags } from './table-flags';

/** Writes `<name>.json` and the report, and prints the summary or, where asked to, all as JSON. */
export async function writeTableResult<Result extends object>(options: {
  readonly name: string;
  readonly flags: TableFlags;
  readonly result: Result;
  readonly report: Report;
  readonly summary: string;
}): Promise<void> {
  const { name, flags, result, report, summary } = options;
  const { out: outFolder, report: markdownPath = null } = flags;
  const path = join(outFolder, `${name}.json`);
  writeFileAtomic(path, `${JSON.stringify(result, null, 1)}\n`);
  const files = [path, ...(await writeOutputs({ result, report, outFolder, markdownPath }))];
  if (flags.json) process.stdout.write(`${JSON.stringify({ ...result, files }, null, 2)}\n`);
  else process.stdout.write(`${summary}\n${files.join('\n')}\n`);
}
