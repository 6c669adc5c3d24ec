import { describe, expect, it } from 'vitest';
import { shorterLists } from '../../../src/distill/ranking/shorter-lists';

const teacher = {
  contexts: 2,
  k: 3,
  items: Int32Array.from([4, 1, 0, 2, 3, 1]),
  logits: Float32Array.from([3, 2, 1, 9, 8, 7]),
  itemVectors: { values: Float32Array.from([1, 2]), width: 1 },
};

describe('shorterLists', () => {
  it('keeps the best of each context, and the vectors', () => {
    const cut = shorterLists({ teacher, k: 2 });
    expect([...cut.items]).toEqual([4, 1, 2, 3]);
    expect([...cut.logits]).toEqual([3, 2, 9, 8]);
    expect(cut).toMatchObject({ contexts: 2, k: 2, itemVectors: teacher.itemVectors });
  });

  it('changes nothing where all are kept', () => {
    expect(shorterLists({ teacher, k: 3 })).toEqual(teacher);
  });

  it.each([0, 4, 1.5])('refuses to keep %s of 3', (k) => {
    expect(() => shorterLists({ teacher, k })).toThrow(/from 1 to 3/);
  });
});
