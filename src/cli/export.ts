import type { Command } from 'commander';
import type { ExportedModel, ExportFormat } from '../deploy/export';
import { parseCount } from './distill/parse-list';

const examples = `
Examples:
  recdistill export --model out/sample/model --to onnx --out student.onnx
  recdistill export --model out/shop/models/sasrec-catalogue-kl --to onnx --out student.onnx --top-k 10
  recdistill export --model out/sample/model --to tfjs --out web/student
  recdistill export --model out/sample/model --to safetensors --out student.safetensors
  recdistill export --model models/all-MiniLM-L6-v2 --to onnx --out encoder.onnx   the items' encoder, a folder with config.json

Ids that an exported graph takes are rows of the vocabulary in the model's model.json, from 0; histories are oldest
first and filled up by -1 on the right. A file of weights in Python:
  from safetensors import safe_open
  with safe_open("student.safetensors", "np") as file:
      tensors, about = {name: file.get_tensor(name) for name in file.keys()}, file.metadata()

Exit codes: 0 done, 1 failed, 2 bad usage, no such model, or none that the format has a form for.`;

interface ExportFlags {
  readonly model: string;
  readonly to: ExportFormat;
  readonly out: string;
  readonly topK?: number;
  readonly json?: boolean;
}

function linesOf({ kind, files, inputs, outputs }: ExportedModel): string[] {
  const ports = (word: string, all: ExportedModel['inputs']) =>
    all.map(({ name, type, shape, about }) =>
      `  ${word} ${name} ${type} [${shape.join(', ')}]  ${about}`.trimEnd(),
    );
  return [
    ...files.map(({ path, bytes, sha256 }) => `${path}  ${bytes} bytes  sha256 ${sha256.slice(0, 16)}`),
    kind,
    ...ports('in ', inputs),
    ...ports('out', outputs),
  ];
}

async function run(flags: ExportFlags): Promise<void> {
  // TensorFlow is loaded only where something is computed
  const { runExport } = await import('./export/run-export.js');
  const exported = await runExport(flags);
  const text = flags.json ? JSON.stringify(exported, null, 2) : linesOf(exported).join('\n');
  process.stdout.write(`${text}\n`);
}

/** Adds `recdistill export`. */
export function registerExport(program: Command): void {
  program
    .command('export')
    .summary('a saved student as ONNX, TensorFlow.js layers or safetensors')
    .description(
      'Writes a saved model, or a language model’s encoder, in a format that other runtimes read, and says what goes in and comes out.',
    )
    .requiredOption('--model <folder>', 'a folder that distill wrote, or one of a language model')
    .requiredOption('--to <format>', 'onnx, tfjs or safetensors')
    .requiredOption('--out <path>', 'the file to write; of tfjs a folder')
    .option('--top-k <number>', 'of rankings as onnx: the best items as outputs of the graph', parseCount)
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', examples)
    .action(run);
}
