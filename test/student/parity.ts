import { expect } from 'vitest';
import type { Random } from '../../src/random';
import type { Recommendations, Scores } from '../../src/student';
import type { Parameter } from '../../src/tensor/parameter';

/** Moves every weight, so that no bias is 0 and no gain is 1. */
export function stirred(parameters: readonly Parameter[], random: Random): void {
  for (const parameter of parameters) {
    const noise = random.normals(parameter.data().length, 0.3);
    parameter.assign(parameter.data().map((value, i) => value + noise[i]));
  }
}

/** Scores agree to 1e-5 of their range, and the best ten are the same in the same order, ties by id. */
export function expectParity(options: {
  readonly scores: Scores;
  readonly best: Recommendations;
  /** [items] */
  readonly expected: Float32Array;
  readonly ids: readonly string[];
}): void {
  const { scores, best, expected, ids } = options;
  const scale = Math.max(1, ...expected.map(Math.abs));
  scores.items.forEach(({ item, score }, i) => {
    expect(item).toBe(ids[i]);
    expect(Math.abs((score as number) - expected[i]) / scale).toBeLessThan(1e-5);
  });
  const order = ids
    .map((id, i) => ({ id, score: expected[i] }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const top = order.slice(0, best.items.length).map(({ id }) => id);
  expect(best.items.map(({ item }) => item)).toEqual(top);
}
