import { checkOptions, InputError } from '../../errors';
import { readSafetensors, writeSafetensors } from '../../files/safetensors';
import { Random } from '../../random';
import { hashWeights } from '../../tensor';
import type { GptDecoder } from './gpt-decoder';
import type { LowRankAdapters, LowRankOptions } from './low-rank-adapters';

const format = 'recdistill low-rank adapters 1';

/**
 * Writes a decoder's adapters as safetensors, with what names the weights that they were trained on.
 * @throws InputError if there are none
 */
export function saveAdapters(options: { decoder: GptDecoder; path: string }): void {
  checkOptions('saveAdapters', options, ['decoder', 'path']);
  const { decoder, path } = options;
  const { adapters } = decoder;
  if (adapters === null) throw new InputError('saveAdapters: expected a decoder with adapters, found none');
  const tensors = new Map(
    adapters.parameters.map((p) => [p.name, { shape: p.shape, values: p.data() }] as const),
  );
  const metadata = {
    format,
    options: JSON.stringify(adapters.options),
    base: hashWeights(decoder.parameters),
  };
  writeSafetensors(path, tensors, metadata);
}

/**
 * Puts adapters from a file on a decoder that has none.
 * @throws InputError if the file is damaged, no file of adapters, or was trained on other weights
 */
export function loadAdapters(options: { decoder: GptDecoder; path: string }): LowRankAdapters {
  checkOptions('loadAdapters', options, ['decoder', 'path']);
  const { decoder, path } = options;
  const { tensors, metadata } = readSafetensors(path);
  if (metadata.format !== format) {
    throw new InputError(`${path}: expected a file of ${format}, found ${metadata.format ?? 'another'}`);
  }
  if (metadata.base !== hashWeights(decoder.parameters)) {
    throw new InputError(
      `${path}: expected adapters of these weights, found some of others; load the model that they were trained on`,
    );
  }
  const settings = JSON.parse(metadata.options) as LowRankOptions;
  // What is drawn here is overwritten below.
  const adapters = decoder.attachAdapters({ ...settings, random: new Random(0) });
  for (const parameter of adapters.parameters) {
    const stored = tensors.get(parameter.name);
    if (stored === undefined || stored.shape.join() !== parameter.shape.join()) {
      decoder.removeAdapters();
      throw new InputError(
        `${path}: expected a tensor "${parameter.name}" [${parameter.shape.join(', ')}], found ${stored ? `[${stored.shape.join(', ')}]` : 'none'}`,
      );
    }
    parameter.assign(stored.values);
  }
  return adapters;
}
