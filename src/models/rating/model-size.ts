import { countWeights } from '../../tensor/parameter';
import type { RatingModel } from './rating-model';

/** Number of trained weights; tables of features and text are not counted. */
export function weightsOf(model: RatingModel): number {
  return countWeights(model.parameters);
}

/** Bytes of the trained weights in single precision, without the file's header. */
export function sizeBytesOf(model: RatingModel): number {
  return 4 * weightsOf(model);
}
