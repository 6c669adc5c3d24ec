import { describe, expect, it } from 'vitest';
import {
  drawByDiscrepancy,
  drawByPlace,
  drawCandidates,
  drawInteresting,
  drawMisranked,
  drawOthers,
  drawPairsWithinGroups,
  popularityGroups,
} from '../../../../src/distill/ranking/methods';
import { placesByValue } from '../../../../src/distill/ranking/methods/collaborative-distillation';
import { drawByWeight } from '../../../../src/distill/ranking/methods/draw-by-weight';
import { Random } from '../../../../src/random';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Share of the draws that give each outcome, by its name. */
function shares(draws: number, draw: (random: Random) => string): Record<string, number> {
  const random = new Random(9);
  const counts: Record<string, number> = {};
  for (let i = 0; i < draws; i++) {
    const outcome = draw(random);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / draws]));
}

/** Four standard errors of a share. */
const margin = (share: number, draws: number) => 4 * Math.sqrt((share * (1 - share)) / draws);

describe('drawByWeight', () => {
  const weights = [1, 2, 5, 0];
  const logWeights = weights.map(Math.log);
  const draws = 20_000;

  it('draws one in proportion to its weight, and never what weighs nothing', () => {
    const found = shares(draws, (random) => drawByWeight({ logWeights, count: 1, random }).join());
    expect(Object.keys(found).sort()).toEqual(['0', '1', '2']);
    for (const i of [0, 1, 2]) {
      expect(Math.abs(found[i] - weights[i] / 8)).toBeLessThan(margin(weights[i] / 8, draws));
    }
  });

  it('draws the second in proportion to the weights that are left', () => {
    const found = shares(draws, (random) => drawByWeight({ logWeights, count: 2, random }).join());
    const either = (a: number, b: number) => (a / 8) * (b / (8 - a)) + (b / 8) * (a / (8 - b));
    for (const [pair, share] of [
      ['0,1', either(1, 2)],
      ['0,2', either(1, 5)],
      ['1,2', either(2, 5)],
    ] as const) {
      expect(Math.abs(found[pair] - share)).toBeLessThan(margin(share, draws));
    }
  });

  it('gives all that can be drawn where more is asked for, in ascending order', () => {
    expect([...drawByWeight({ logWeights, count: 9, random: new Random(1) })]).toEqual([0, 1, 2]);
    const none = [Number.NEGATIVE_INFINITY];
    expect(drawByWeight({ logWeights: none, count: 1, random: new Random(1) }).length).toBe(0);
  });

  it('knows weights whose exponentials are 0 apart', () => {
    const far = [-5000, -1000, -4000];
    expect([...drawByWeight({ logWeights: far, count: 1, random: new Random(1) })]).toEqual([1]);
  });
});

describe('drawOthers', () => {
  it.each([2, 6])('draws each item outside the list alike, %d of 7', (count) => {
    const [items, draws] = [10, 6000];
    const random = new Random(3);
    const counts = new Float64Array(items);
    const excluded = Int32Array.of(4, 0, 9);
    for (let i = 0; i < draws; i++) {
      const drawn = drawOthers('test', { excluded, batch: 1, items, count, random });
      expect(new Set(drawn).size).toBe(count);
      for (const item of drawn) counts[item]++;
    }
    for (const item of range(items)) {
      const share = excluded.includes(item) ? 0 : count / 7;
      expect(Math.abs(counts[item] / draws - share)).toBeLessThanOrEqual(margin(share, draws));
    }
  });

  it('keeps to each row its own list, in which -1 is nobody', () => {
    const excluded = Int32Array.of(0, 1, 2, -1);
    const random = new Random(1);
    const drawn = drawOthers('test', { excluded, batch: 2, items: 5, count: 3, random });
    expect([...drawn.subarray(0, 3)].sort()).toEqual([2, 3, 4]);
    expect(drawn.subarray(3)).not.toContain(2);
    const few = { excluded, batch: 2, items: 5, count: 4, random };
    expect(() => drawOthers('test', few)).toThrow(/wants 4 further items for row 0.*has 3 left/);
  });
});

const lists = {
  k: 4,
  items: Int32Array.of(3, 1, 0, 5, 2, 4, 5, 0),
  logits: Float32Array.of(9, 7, 5, 3, 8, 6, 4, 2),
};

describe('drawCandidates', () => {
  it('puts the teacher first, looks up what it stored of the drawn ones and marks the rest unknown', () => {
    const all = drawCandidates({ lists, k: 2, others: 4, items: 6, random: new Random(1) });
    expect([...all.items.subarray(0, 2)]).toEqual([3, 1]);
    expect([...all.items.subarray(6, 8)]).toEqual([2, 4]);
    for (const row of [0, 1]) {
      expect(new Set(all.items.subarray(row * 6, row * 6 + 6)).size).toBe(6);
      for (let at = row * 6; at < row * 6 + 6; at++) {
        const place = lists.items.subarray(row * 4, row * 4 + 4).indexOf(all.items[at]);
        const stored = place < 0 ? Math.fround(-1e30) : lists.logits[row * 4 + place];
        expect(all.teacherLogits[at]).toBe(stored);
      }
    }
  });
});

describe('drawByPlace', () => {
  it('keeps items and logits together, and follows the given places', () => {
    const query = { lists, count: 1, lambda: 0.05, random: new Random(1) };
    const byTeacher = drawByPlace({ ...query, places: null });
    expect([[...byTeacher.items], [...byTeacher.logits]]).toEqual([
      [3, 2],
      [9, 8],
    ]);
    // The student ranks the teacher's last first.
    const places = placesByValue(Float32Array.of(1, 2, 2, 4, 0, -1, -1, 3), 4);
    expect([...places]).toEqual([3, 1, 2, 0, 1, 2, 3, 0]);
    const byStudent = drawByPlace({ ...query, places });
    expect([[...byStudent.items], [...byStudent.logits]]).toEqual([
      [5, 0],
      [3, 2],
    ]);
  });
});

describe('drawInteresting', () => {
  const items = Int32Array.from([7, 2, 9, 4, 1]);
  const draws = 8000;
  const drawn = (lambda: number | null) =>
    shares(draws, (random) => drawInteresting({ items, k: 5, count: 1, lambda, random }).join());

  it('draws by place, e^(-r / λ)', () => {
    const found = drawn(2);
    const weights = range(5).map((place) => Math.exp(-(place + 1) / 2));
    const sum = weights.reduce((a, b) => a + b);
    items.forEach((item, place) => {
      const share = weights[place] / sum;
      expect(Math.abs(found[item] - share)).toBeLessThan(margin(share, draws));
    });
  });

  it('draws all alike in the uniform variant', () => {
    const found = drawn(null);
    for (const item of items) expect(Math.abs(found[item] - 0.2)).toBeLessThan(margin(0.2, draws));
  });

  it('keeps the order of the list', () => {
    for (const seed of range(20)) {
      const some = drawInteresting({ items, k: 5, count: 3, lambda: 3, random: new Random(seed) });
      const places = [...some].map((item) => items.indexOf(item));
      expect(places).toEqual([...places].sort());
    }
  });
});

describe('drawByDiscrepancy', () => {
  // Of the teacher's 3, 1, 0, 5 the student ranks the first and the last lower.
  const one = { k: 4, items: lists.items.slice(0, 4), logits: lists.logits.slice(0, 4) };
  const ranks = Int32Array.of(2, 1, 0, 4);

  it('draws what the student ranks lower than the teacher, and leaves the other places empty', () => {
    const drawn = drawByDiscrepancy({ lists: one, ranks, count: 3, epsilon: 0.1, random: new Random(1) });
    expect([...drawn.items.subarray(0, 2)]).toEqual([3, 5]);
    expect([...drawn.teacherLogits.subarray(0, 2)]).toEqual([9, 3]);
    expect([...drawn.weights]).toEqual([1, 1, 0]);
  });

  it('draws in proportion to tanh(ε · how much lower)', () => {
    const draws = 8000;
    const found = shares(draws, (random) =>
      drawByDiscrepancy({ lists: one, ranks, count: 1, epsilon: 0.5, random }).items.join(),
    );
    const share = Math.tanh(1) / (Math.tanh(1) + Math.tanh(0.5));
    expect(Math.abs(found[3] - share)).toBeLessThan(margin(share, draws));
  });

  it('draws nothing from a student that ranks as the teacher does', () => {
    const same = Int32Array.of(0, 1, 2, 3);
    const drawn = drawByDiscrepancy({ lists: one, ranks: same, count: 2, epsilon: 1, random: new Random(1) });
    expect([...drawn.weights]).toEqual([0, 0]);
  });
});

describe('drawMisranked', () => {
  it('tells what stands too low from what stands too high, items outside the list among them', () => {
    const items = Int32Array.of(3, 1, 0);
    // The student: 4, 0, 3, 1, 2, 5. Item 4 is not in the list, so that it stands too high; 0 does by one place.
    const ranks = Int32Array.of(2, 3, 1);
    const query = {
      items,
      k: 3,
      ranks,
      own: Int32Array.of(4, 0, 3),
      count: 3,
      mu: 0.5,
      random: new Random(1),
    };
    const { underestimated, overestimated } = drawMisranked(query);
    expect([[...underestimated.items], [...underestimated.kept]]).toEqual([
      [3, 1, 0],
      [1, 1, 0],
    ]);
    // In the student's order.
    expect([[...overestimated.items], [...overestimated.kept]]).toEqual([
      [4, 0, 0],
      [1, 1, 0],
    ]);
  });
});

describe('popularityGroups', () => {
  it('cuts the items into groups of the same total popularity, the most popular first', () => {
    // In order of popularity: 6 | 3 3 | 2 1 1 1 1
    expect([...popularityGroups([1, 3, 1, 6, 3, 1, 2, 1], 3)]).toEqual([2, 1, 2, 0, 1, 2, 2, 2]);
    expect([...popularityGroups([5, 0, 5], 1)]).toEqual([0, 0, 0]);
  });
});

describe('drawPairsWithinGroups', () => {
  const groupOf = Int32Array.of(0, 1, 0, 1, 1, 0, 2, 0);
  const query = {
    items: Int32Array.of(5, 1, 6, 4, 0, 2, 3, 7),
    k: 8,
    groupOf,
    groups: 3,
    pairs: 2,
    lambda: 2,
  };

  it('pairs items of one group, the one that the teacher ranks higher as the better', () => {
    for (const seed of range(30)) {
      const { better, worse, weights } = drawPairsWithinGroups({ ...query, random: new Random(seed) });
      // Group 2 has one item: two groups of two pairs are left.
      expect([...weights]).toEqual([0.25, 0.25, 0.25, 0.25, 0, 0]);
      for (const at of range(4)) {
        expect(groupOf[better[at]]).toBe(groupOf[worse[at]]);
        expect(query.items.indexOf(better[at])).toBeLessThan(query.items.indexOf(worse[at]));
      }
    }
  });

  it('draws by the place within the group', () => {
    const draws = 8000;
    const found = shares(draws, (random) => {
      const { better, worse } = drawPairsWithinGroups({ ...query, pairs: 1, random });
      return `${better[1]} over ${worse[1]}`;
    });
    // Group 1 in the teacher's order: 1, 4, 3.
    const [a, b, c] = [1, 2, 3].map((r) => Math.exp(-r / 2));
    const sum = a + b + c;
    const share = (a / sum) * (b / (sum - a)) + (b / sum) * (a / (sum - b));
    expect(Math.abs(found['1 over 4'] - share)).toBeLessThan(margin(share, draws));
    expect(found['1 over 3']).toBeGreaterThan(found['4 over 3']);
    expect(c).toBeLessThan(b);
  });
});
