import { join } from 'node:path';
import type { PairBatch } from '../src/data';
import { MatrixFactorization } from '../src/models';
import { Random } from '../src/random';

/** The shape of MovieLens-100K's training part and of the usual student on it; both sides draw their own pairs. */
export const shape = { users: 943, items: 1682, dimensions: 8, classes: 5, rows: 80_000, batch: 1024 };

/** Started from the repository's root, as the benchmarks' headers say. */
export const pytorchScript = join('bench', 'pytorch', 'student.py');
export const pytorchArguments = Object.values(shape).map(String);

export function benchmarkStudent(): MatrixFactorization {
  const { users, items, dimensions, classes } = shape;
  const frequencies = new Int32Array(classes).fill(1);
  return new MatrixFactorization({ users, items, dimensions, frequencies, random: new Random(1) });
}

export function benchmarkPairs(): PairBatch & { labels: Int32Array } {
  const random = new Random(2);
  const column = (bound: number) => Int32Array.from({ length: shape.rows }, () => random.integer(bound));
  return { users: column(shape.users), items: column(shape.items), labels: column(shape.classes) };
}
