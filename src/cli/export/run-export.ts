import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportedModel, type ExportFormat, exportEncoder, exportModel } from '../../deploy/export';
import { InputError } from '../../errors';

/** A language model's folder has a config.json and no model.json of ours. */
function isLanguageModel(folder: string): boolean {
  return existsSync(join(folder, 'config.json')) && !existsSync(join(folder, 'model.json'));
}

/** `recdistill export`, once its options are read. */
export async function runExport(flags: {
  readonly model: string;
  readonly to: ExportFormat;
  readonly out: string;
  readonly topK?: number;
}): Promise<ExportedModel> {
  const { model: folder, to, out, topK = null } = flags;
  if (!isLanguageModel(folder)) return exportModel({ folder, to, out, topK });
  if (to !== 'onnx' || topK !== null) {
    throw new InputError(
      `--model ${folder}: expected --to onnx without --top-k for a language model's encoder, found --to ${to}; its own model.safetensors holds the weights already`,
    );
  }
  return exportEncoder({ folder, out });
}
