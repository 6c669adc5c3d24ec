import type { StoredTensor } from '../../files/safetensors';
import { StoredFields } from '../saved-model/stored-fields';
import type { RatedPairs } from './history';

/** Names under which a model's history lies among its tensors. */
export const historyNames = {
  users: 'history/users',
  items: 'history/items',
  ratings: 'history/ratings',
} as const;

/** What was read from a rating model's folder. */
export class StoredModel extends StoredFields {
  constructor(
    path: string,
    readonly classes: number,
    config: Readonly<Record<string, unknown>>,
    tensors: ReadonlyMap<string, StoredTensor>,
  ) {
    super(path, config, tensors);
  }

  /** Any counts serve to build a model whose offsets are overwritten afterwards. */
  get frequencies(): Float32Array {
    return new Float32Array(this.classes);
  }

  history(): RatedPairs | null {
    if (!this.tensors.has(historyNames.users)) return null;
    return {
      users: this.indices(historyNames.users),
      items: this.indices(historyNames.items),
      ratings: this.tensor(historyNames.ratings).values,
    };
  }

  /** The training ratings, of a model that cannot do without. */
  ratings(): RatedPairs {
    return this.history() ?? this.refuse(`a tensor "${historyNames.users}"`, 'none');
  }
}
