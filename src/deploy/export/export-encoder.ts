import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { checkOptions, InputError } from '../../errors';
import { writeFileAtomic } from '../../files/atomic-write';
import { sha256File } from '../../files/hash';
import { BertEncoder } from '../../language';
import { checkFileTarget } from './check-target';
import { type ExportedModel, fileFacts } from './exported-model';
import { encoderToOnnx } from './onnx/encoder-graph';

function copyTokenizer(from: string, to: string): void {
  if (resolve(from) === resolve(to)) return;
  writeFileAtomic(to, readFileSync(from));
}

/**
 * Writes a language model's encoder as ONNX (see `encoderToOnnx`), and its tokenizer.json beside the file, so that the
 * items' vectors can be had without this library.
 * @param options.folder with config.json, model.safetensors and tokenizer.json
 * @param options.out path of the .onnx file
 * @throws InputError if a file is missing or damaged, or `out` is one of them
 */
export async function exportEncoder(options: {
  readonly folder: string;
  readonly out: string;
}): Promise<ExportedModel> {
  checkOptions('exportEncoder', options, ['folder', 'out']);
  const { folder, out } = options;
  checkFileTarget(out, { folder, own: ['config.json', 'model.safetensors', 'tokenizer.json'] });
  const tokenizer = join(folder, 'tokenizer.json');
  if (!existsSync(tokenizer))
    throw new InputError(
      `${tokenizer}: expected the encoder's tokenizer, found none; name a whole model folder`,
    );
  const encoder = BertEncoder.load({ folder });
  try {
    const weights = await sha256File(join(folder, 'model.safetensors'));
    const metadata = { task: 'encoder', kind: encoder.config.kind, weights_sha256: weights };
    const { bytes, inputs, outputs } = encoderToOnnx({ encoder, metadata });
    const beside = join(dirname(out), 'tokenizer.json');
    copyTokenizer(tokenizer, beside);
    writeFileAtomic(out, bytes);
    const files = await fileFacts([out, beside]);
    return { to: 'onnx', task: 'encoder', kind: encoder.config.kind, files, inputs, outputs };
  } finally {
    encoder.dispose();
  }
}
