import { InputError } from '../errors';
import type { StoredTensor } from '../files/safetensors';
import type { Random } from '../random';

/** Gives the numbers of a weight by its name in a checkpoint; matrices of dense layers lie there as [outputs, inputs]. */
export type WeightSource = (name: string, shape: readonly number[]) => Float32Array;

/** How a family of models names its weights. */
export interface CheckpointNames {
  /** A weight that every checkpoint of the family has. */
  readonly probe: string;
  /** What a model with a head may put before each name. */
  readonly prefixes: readonly string[];
  /** What an older converter called the same weight. */
  readonly older: (name: string) => string;
}

/**
 * Weights from a checkpoint, whose names may carry a prefix.
 * @throws InputError if a weight is missing or has another shape
 */
export function checkpointSource(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  { probe, prefixes, older }: CheckpointNames,
): WeightSource {
  const prefix = ['', ...prefixes].find((candidate) => tensors.has(candidate + probe)) ?? '';
  return (name, shape) => {
    const tensor = tensors.get(prefix + name) ?? tensors.get(prefix + older(name));
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

/** BERT and DistilBERT; those converted from the first TensorFlow release call a layer norm's weights gamma and beta. */
export const bertNames: CheckpointNames = {
  probe: 'embeddings.word_embeddings.weight',
  prefixes: ['bert.', 'distilbert.'],
  older: (name) =>
    name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
};

/** Fresh weights as BERT and GPT-2 start: normal matrices, zero biases, layer norms that do nothing. */
export function randomSource(config: { initializerRange: number }, random: Random): WeightSource {
  return (name, shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    if (name.endsWith('.bias')) return new Float32Array(size);
    if (shape.length === 1) return new Float32Array(size).fill(1);
    return random.fork(name).normals(size, config.initializerRange);
  };
}
