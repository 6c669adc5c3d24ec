import type { StoredTensor } from '../../files/safetensors';
import { StoredClickModel } from '../../models/click/stored-click-model';
import type { Parameter } from '../../tensor/parameter';
import type { NamedValues } from './tables';

interface ModelWithNumbers {
  readonly kind: string;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly config: Readonly<Record<string, unknown>>;
}

/** A model's config and tensors by name, as if they had been read from its folder. */
export class ModelNumbers extends StoredClickModel {
  constructor({ kind, parameters, constants, config }: ModelWithNumbers) {
    const tensors = [...parameters, ...constants].map((p): [string, StoredTensor] => [
      p.name,
      { shape: p.shape, values: p.data() },
    ]);
    super(`model of kind ${kind}`, config, new Map(tensors));
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  named(name: string): NamedValues {
    return { name, ...this.tensor(name) };
  }
}
