import type { ModelFile } from '../file/model';
import { compactVectors, type ReadVector } from '../numbers/compact-rows';
import { hashOf } from '../numbers/id-hash';
import { check } from '../student-error';
import type { EncodedRow } from './encoding';

/** Vectors of each field's id, [fields · width], by how the model shares its table. */
export function fieldEmbeddings(
  { description, tensors }: ModelFile,
  sizes: readonly number[],
  width: number,
): (row: EncodedRow) => Float32Array {
  const sharing = description.config.part('sharing');
  const kind = sharing.word('kind', ['per-field', 'shared', 'hashed', 'quotient-remainder']);
  const offsets = sizes.map((_, f) => sizes.slice(0, f).reduce((sum, size) => sum + size, 0));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let read: ReadVector;
  let rowOf = (field: number, id: number) => offsets[field] + id;
  if (kind === 'quotient-remainder') {
    read = compactVectors({ tensors, name: 'embeddings', sharing, ids: all, width });
  } else {
    const hashed = kind === 'hashed' ? sharing.count('rows') : 0;
    const count = { hashed, shared: Math.max(...sizes), 'per-field': all }[kind];
    const table = tensors.rows('embeddings', count, width);
    if (kind === 'hashed') rowOf = (field, id) => hashOf(field, id) % hashed;
    if (kind === 'shared') rowOf = (_, id) => id;
    read = (row, into, at) => table.read(row, into, at);
  }
  return ({ ids }) => {
    const vectors = new Float32Array(ids.length * width);
    ids.forEach((id, field) => {
      read(rowOf(field, id), vectors, field * width);
    });
    return vectors;
  };
}

/** As `fieldEmbeddings`, with x · u_f behind for each numeric field: [count, width], row-major. */
export function featureVectors(
  file: ModelFile,
  sizes: readonly number[],
  options: { readonly numeric: number; readonly width: number },
): (row: EncodedRow) => Float32Array {
  const { numeric, width } = options;
  const ofIds = fieldEmbeddings(file, sizes, width);
  if (numeric === 0) return ofIds;
  const ofNumbers = file.tensors.values('number-vectors', [numeric, width]);
  return (row) => {
    const vectors = new Float32Array((sizes.length + numeric) * width);
    vectors.set(ofIds(row));
    const start = sizes.length * width;
    for (let i = 0; i < ofNumbers.length; i++)
      vectors[start + i] = row.numbers[Math.floor(i / width)] * ofNumbers[i];
    return vectors;
  };
}

/** @throws StudentError where the encoding is that of another model */
export function checkSizes({ description }: ModelFile, sizes: readonly number[]): void {
  const expected = description.config.parts('fields').map((field) => field.count('size'));
  const where = `${description.config.where}, fields`;
  check(String(expected) === String(sizes), where, `fields of ${sizes} ids, as the encoding gives`, expected);
}
