import { describe, expect, it } from 'vitest';
import { firstContexts } from '../../../src/distill/ranking/first-contexts';

const teacher = {
  contexts: 3,
  k: 2,
  items: Int32Array.of(5, 6, 7, 8, 9, 10),
  logits: Float32Array.of(6, 5, 4, 3, 2, 1),
  hidden: { values: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), width: 2 },
  itemVectors: { values: Float32Array.of(1, 2), width: 1 },
};

describe('firstContexts', () => {
  it('keeps lists and vectors of the first contexts, and the vectors of all items', () => {
    expect(firstContexts(teacher, 2)).toEqual({
      contexts: 2,
      k: 2,
      items: Int32Array.of(5, 6, 7, 8),
      logits: Float32Array.of(6, 5, 4, 3),
      hidden: { values: Float32Array.of(0.1, 0.2, 0.3, 0.4).map(Math.fround), width: 2 },
      itemVectors: teacher.itemVectors,
    });
  });

  it('leaves vectors out where none were kept', () => {
    const { hidden: _, ...bare } = teacher;
    expect(firstContexts(bare, 1).hidden).toBeUndefined();
  });
});
