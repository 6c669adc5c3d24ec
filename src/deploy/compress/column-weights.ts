import type { StoredTensor } from '../../files/safetensors';
import type { ModelContents } from './model-contents';

/** Requests that were really made: the users who asked, once a request. */
export interface Requests {
  /** Indices into the model's users. */
  readonly users: ArrayLike<number>;
  /** Indices of the items that were asked about; null where each request ranks the whole catalogue. */
  readonly items: ArrayLike<number> | null;
}

/**
 * How much requests ask of each column of a factorization's tables: as a score is ⟨p_u, q_i⟩, an error in column k of q
 * counts by the mean of p_uk² over the users who ask, and the other way round. Other kinds make their vectors from more
 * than one table, and have none.
 * @returns [width] by the tensor's name
 */
export function columnWeights(
  { description, tensors }: ModelContents,
  requests: Requests,
): ReadonlyMap<string, Float64Array> {
  const tables = { 'matrix-factorization': 'items', 'matrix-factorization-ranking': 'item-ids' };
  const itemTable = tables[description.kind as keyof typeof tables];
  const [users, items] = [tensors.get('users'), tensors.get(itemTable ?? '')];
  if (users === undefined || items === undefined || users.shape[1] !== items.shape[1]) return new Map();
  // In a factorization of ratings column 0 is a bias, which is added as it is.
  const hasBias = description.kind === 'matrix-factorization';
  return new Map([
    [itemTable, meanSquares(users, requests.users, hasBias)],
    [
      'users',
      meanSquares(items, requests.items ?? Int32Array.from({ length: items.shape[0] }, (_, i) => i), hasBias),
    ],
  ]);
}

function meanSquares(
  { shape, values }: StoredTensor,
  rows: ArrayLike<number>,
  hasBias: boolean,
): Float64Array {
  const width = shape[1];
  const sums = new Float64Array(width);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < width; k++) sums[k] += values[rows[i] * width + k] ** 2;
  const weights = sums.map((sum) => sum / Math.max(1, rows.length));
  if (hasBias) weights[0] = 1;
  return weights;
}
