import { describe, expect, it } from 'vitest';
import { contextsFrom } from '../../../src/data/build-contexts';
import { knownItems } from '../../../src/data/known-items';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import { likelyCandidates, teacherQueries } from '../../../src/pipeline/ranking';
import { tinyData } from '../../data/tiny-data';

/** Training histories 0 1 2, 0 1, 3 4 3 and 3 4 3; two more items of each user are held out. */
function split() {
  const histories = [
    [0, 1, 2, 5, 6],
    [0, 1, 5, 6],
    [3, 4, 3, 5, 6],
    [3, 4, 3, 6, 5],
  ];
  const rows = histories.flatMap((items, user) =>
    items.map((item, time) => [user, item, 1, time] as [number, number, number, number]),
  );
  const data = tinyData(rows, { levels: [1] });
  return splitLeaveOneOut({ data });
}

const pairs = { pairWindow: 1, pairDecay: 0.3 };

function candidates(items: number[], count: number, seenItems: 'masked' | 'kept' = 'masked') {
  const contexts = contextsFrom([{ user: 0, items: Int32Array.from(items), lengths: [items.length] }]);
  return [...likelyCandidates({ split: split(), contexts, count, seenItems, pairs })[0]];
}

describe('likelyCandidates', () => {
  it('gives what was taken beside the history first, then what is popular, never what was seen', () => {
    // Beside 1 stand 0 twice and 2 once; 3 was taken four times, 4 and 0 twice, 1 twice, 2 once.
    expect(candidates([1], 2)).toEqual([0, 2]);
    expect(candidates([1], 4)).toEqual([0, 2, 3, 4]);
    expect(candidates([4], 3)).toEqual([3, 0, 1]);
  });

  it('weighs the younger item of the history more', () => {
    expect(candidates([4, 1], 4)).toEqual([0, 3, 2, 5]);
    expect(candidates([1, 4], 4)).toEqual([3, 0, 2, 5]);
  });

  it('offers what was seen where the evaluation keeps it', () => {
    expect(candidates([1], 7, 'kept')).toContain(1);
    expect(candidates([1], 7)).not.toContain(1);
  });

  it('gives fewer where the catalogue has no more', () => {
    expect(candidates([1], 100)).toHaveLength(6);
  });

  it('refuses a count that is none', () => {
    expect(() => candidates([1], 0)).toThrow(/count must be a whole number of at least 1, found 0/);
  });
});

describe('teacherQueries', () => {
  it('asks about every training position once, and never about what is held out', () => {
    const contexts = teacherQueries(split(), 5);
    const asked = Array.from(contexts.rows, (row, query) => [
      contexts.users[row],
      ...knownItems(contexts, query),
    ]);
    expect(asked).toEqual([
      [0, 0],
      [0, 0, 1],
      [1, 0],
      [2, 3],
      [2, 3, 4],
      [3, 3],
      [3, 3, 4],
    ]);
  });

  it('asks once where a window slides over the same item', () => {
    const rows = [7, 7, 7, 7, 7, 7].map((_, time) => [0, 0, 1, time] as [number, number, number, number]);
    const data = tinyData([...rows, [1, 1, 1, 0], [1, 0, 1, 1], [1, 1, 1, 2]], { levels: [1] });
    const contexts = teacherQueries(splitLeaveOneOut({ data }), 2);
    const ofFirst = Array.from(contexts.rows, (row, query) => [contexts.users[row], contexts.lengths[query]]);
    expect(ofFirst.filter(([user]) => user === 0)).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });
});
