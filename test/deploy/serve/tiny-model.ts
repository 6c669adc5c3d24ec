import { MatrixFactorization, saveModel } from '../../../src/models';
import { Random } from '../../../src/random';

export const tinyUsers = Array.from({ length: 12 }, (_, u) => `u${u}`);
export const tinyItems = Array.from({ length: 30 }, (_, i) => `i${i}`);

/** Saves a rating student of few users and items; every seed gives other scores. */
export async function saveTinyModel(folder: string, seed: number): Promise<void> {
  const random = new Random(seed);
  const model = new MatrixFactorization({
    ...{ users: tinyUsers.length, items: tinyItems.length, dimensions: 4 },
    ...{ frequencies: [1, 2, 3, 2, 1], random },
  });
  for (const parameter of model.parameters) {
    const noise = random.normals(parameter.data().length, 0.5);
    parameter.assign(parameter.data().map((value, i) => value + noise[i]));
  }
  await saveModel({
    ...{ folder, model, levels: [1, 2, 3, 4, 5], metadata: { seed } },
    vocabulary: { users: tinyUsers, items: tinyItems },
  });
  model.dispose();
}
