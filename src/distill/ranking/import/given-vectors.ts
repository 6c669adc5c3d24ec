import { InputError } from '../../../errors';
import type { StoredVectors } from '../stored-teacher';
import type { GivenList } from './given-list';
import type { GivenVector } from './read-given-lists';

interface Placed {
  readonly vector: readonly number[];
  readonly place: string;
}

/** Vectors of one width side by side. */
function stack(vectors: readonly Placed[]): StoredVectors {
  const width = vectors[0].vector.length;
  const values = new Float32Array(vectors.length * width);
  vectors.forEach(({ vector, place }, row) => {
    if (width === 0 || vector.length !== width)
      throw new InputError(
        `${place}: expected an embedding of ${width} numbers, as at ${vectors[0].place}, found ${vector.length}`,
      );
    values.set(vector, row * width);
  });
  return { values, width };
}

/** The vectors of the queries, where the lists have them: all or none. */
export function hiddenOf(lists: readonly GivenList[]): { hidden?: StoredVectors } {
  if (lists.every(({ embedding }) => embedding === null)) return {};
  const placed = lists.map(({ embedding, place }) => {
    if (embedding !== null) return { vector: embedding, place };
    throw new InputError(`${place}: expected an embedding, as other lists have one, found none`);
  });
  return { hidden: stack(placed) };
}

/** The vectors of the items, where the file has them: of the whole catalogue or of none. */
export function itemVectorsOf(
  given: ReadonlyMap<string, GivenVector>,
  ids: readonly string[],
  file: string,
): { itemVectors?: StoredVectors } {
  if (given.size === 0) return {};
  const known = new Set(ids);
  for (const [item, { place }] of given)
    if (!known.has(item))
      throw new InputError(
        `${place}: expected items of the catalogue, found "${item}", which it does not have`,
      );
  const placed = ids.map((id) => {
    const vector = given.get(id);
    if (vector !== undefined) return vector;
    throw new InputError(
      `${file}: expected an embedding of every item of the catalogue, found ${given.size} of ${ids.length} (none of item ${id})`,
    );
  });
  return { itemVectors: stack(placed) };
}
