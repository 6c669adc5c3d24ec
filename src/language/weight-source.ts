import { InputError } from '../errors';
import type { StoredTensor } from '../files/safetensors';
import type { Random } from '../random';
import type { BertConfig } from './bert-config';

/** Gives the numbers of a weight by its name in a checkpoint; matrices of dense layers lie there as [outputs, inputs]. */
export type WeightSource = (name: string, shape: readonly number[]) => Float32Array;

/**
 * Weights from a checkpoint, whose names may carry the prefix of a model with a head (`bert.`, `distilbert.`).
 * @throws InputError if a weight is missing or has another shape
 */
export function checkpointSource(path: string, tensors: ReadonlyMap<string, StoredTensor>): WeightSource {
  const probe = 'embeddings.word_embeddings.weight';
  const prefix = ['', 'bert.', 'distilbert.'].find((candidate) => tensors.has(candidate + probe)) ?? '';
  return (name, shape) => {
    const tensor = tensors.get(prefix + name) ?? tensors.get(prefix + olderName(name));
    if (tensor === undefined) {
      throw new InputError(
        `${path}: expected a tensor "${prefix}${name}", found none; config.json and weights differ`,
      );
    }
    if (tensor.shape.length !== shape.length || tensor.shape.some((size, i) => size !== shape[i])) {
      throw new InputError(
        `${path}: expected "${prefix}${name}" of shape [${shape.join(', ')}] as config.json says, found [${tensor.shape.join(', ')}]`,
      );
    }
    return tensor.values;
  };
}

/** Checkpoints converted from the first TensorFlow release call a layer norm's weights gamma and beta. */
function olderName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta');
}

/** Fresh weights as BERT starts: normal matrices, zero biases, layer norms that do nothing. */
export function randomSource(config: BertConfig, random: Random): WeightSource {
  return (name, shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (name.endsWith('.bias')) return new Float32Array(size);
    if (shape.length === 1) return new Float32Array(size).fill(1);
    return random.fork(name).normals(size, config.initializerRange);
  };
}
