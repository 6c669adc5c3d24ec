import { join } from 'node:path';
import { prefixContexts, type Sequences } from '../src/data';
import { Random } from '../src/random';

/** The shape of a set of short histories, as Amazon's are after five-core filtering, and of the usual student on it. */
export const shape = {
  ...{ users: 3285, items: 3686, length: 7, dimensions: 32, layers: 1, heads: 1, batch: 128 },
};

/** Started from the repository's root, as the benchmarks' headers say. */
export const pytorchScript = join('bench', 'pytorch', 'ranking.py');
export const pytorchArguments = Object.values(shape).map(String);

/** One history of `length` + 1 items a user; each item but the first is a target. */
export function benchmarkSequences(): Sequences {
  const random = new Random(2);
  const count = shape.length + 1;
  return {
    offsets: Int32Array.from({ length: shape.users + 1 }, (_, user) => user * count),
    items: Int32Array.from({ length: shape.users * count }, () => random.integer(shape.items)),
  };
}

export function benchmarkExamples() {
  const users = Int32Array.from({ length: shape.users }, (_, user) => user);
  const { length } = shape;
  return prefixContexts({
    ...{ sequences: benchmarkSequences(), users, maxLength: length, shortest: 1, stride: length },
  });
}
