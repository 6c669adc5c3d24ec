import type { Description } from './description';
import type { Tensors } from './tensors';

/** A model's folder, read. */
export interface ModelFile {
  readonly description: Description;
  readonly tensors: Tensors;
}
