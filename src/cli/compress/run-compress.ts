import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type CompressedBytes,
  type CompressedModel,
  type CompressionResult,
  compressionFindings,
  compressionReport,
  compressionRows,
  type ModelContents,
  parseCompression,
  readModelContents,
} from '../../deploy/compress';
import { isIndices } from '../../deploy/compress/model-contents';
import { InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { machineFacts, versionsInUse } from '../../pipeline/machine-facts';
import { tableText } from '../../plot';
import { writeOutputs } from '../distill/write-outputs';
import { type Compression, compareOfClicks, compareOfItems } from './compare-students';
import type { CompressFlags } from './compress-flags';

function bytesOf(folder: string, { tensors }: ModelContents): CompressedBytes {
  const size = (name: string) => statSync(join(folder, name)).size;
  const [weightsFile, description] = [size('model.safetensors'), size('model.json')];
  const histories = [...tensors].filter(([name]) => isIndices(name));
  return {
    ...{ total: weightsFile + description, weightsFile, description },
    histories: histories.reduce((sum, [, { values }]) => sum + values.byteLength, 0),
  };
}

async function compressOne(compression: Omit<Compression, 'contents'>): Promise<CompressedModel> {
  const started = performance.now();
  const { folder, flags } = compression;
  const contents = await readModelContents(folder);
  const compare = contents.task === 'click' ? compareOfClicks : compareOfItems;
  const { original, ...measured } = await compare({ ...compression, contents });
  const { kind, weights } = contents.description;
  return {
    ...{ model: folder, kind, histories: flags.histories, isLowerBetter: contents.task !== 'ranking' },
    ...measured,
    original: { weights, bytes: bytesOf(folder, contents), ...original },
    seconds: (performance.now() - started) / 1000,
  };
}

/** A folder for each model, of its name where there are several. */
function outFolders({ model, out }: CompressFlags): string[] {
  if (model.length === 1) return [out];
  const folders = model.map((folder) => join(out, basename(folder)));
  const twice = folders.findIndex((folder, i) => folders.indexOf(folder) !== i);
  if (twice < 0) return folders;
  throw new InputError(
    `--model ${model[twice]}: expected folders of different names, as each gets one in --out; compress them one by one`,
  );
}

/** `recdistill compress`, once its options are read. */
export async function runCompress(options: {
  readonly flags: CompressFlags;
  readonly command: string;
}): Promise<void> {
  const { flags, command } = options;
  const { report: markdownPath = null } = flags;
  if (markdownPath !== null && !markdownPath.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${markdownPath}`);
  const methods = flags.method.map(parseCompression);
  const folders = outFolders(flags);
  const models: CompressedModel[] = [];
  for (const [i, folder] of flags.model.entries())
    models.push(await compressOne({ folder, outFolder: folders[i], methods, flags }));
  const result: CompressionResult = { command, versions: versionsInUse(), machine: machineFacts(), models };
  writeFileAtomic(join(flags.out, 'compression.json'), `${JSON.stringify(result, null, 1)}\n`);
  const report = compressionReport(result);
  const files = await writeOutputs({ result, report, outFolder: flags.out, markdownPath });
  print(result, flags, [join(flags.out, 'compression.json'), ...files]);
}

function print(result: CompressionResult, { json }: CompressFlags, files: readonly string[]): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...result, files }, null, 2)}\n`);
    return;
  }
  const parts = result.models.map((model) => {
    const findings = compressionFindings(model).map((line) => line.replaceAll('**', ''));
    return `${model.model}\n\n${tableText({ rows: compressionRows(model), digits: 4 })}\n\n${findings.join('\n')}\n`;
  });
  process.stdout.write(`${parts.join('\n')}\n${files.join('\n')}\n`);
}
