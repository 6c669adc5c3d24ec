import { describe, expect, it } from 'vitest';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import { trainingExamples } from '../../../src/pipeline/ranking/training-examples';
import { ring } from './ring-data';

const split = splitLeaveOneOut({ data: ring({ users: 40, length: 14, items: 30 }) });
const shape = { split, maxLength: 6, seed: 3 };
const all = trainingExamples({ ...shape, most: null });

/** History and next item of every query. */
const queriesOf = ({ contexts, targets }: typeof all) =>
  Array.from(contexts.rows, (row, q) => {
    const start = row * contexts.width;
    const known = contexts.sequences.slice(start, start + contexts.lengths[q]);
    return `${contexts.users[row]}: ${known} -> ${targets[q]}`;
  });

describe('trainingExamples', () => {
  it('takes every position where it may', () => {
    expect(trainingExamples({ ...shape, most: all.targets.length })).toEqual(all);
    expect(all.targets.length).toBe(40 * 11);
  });

  it('draws whole stretches where there are more, each query one of all, and nearly as many as it may', () => {
    const drawn = trainingExamples({ ...shape, most: 100 });
    const known = new Set(queriesOf(all));
    expect(drawn.targets.length).toBeLessThanOrEqual(100);
    expect(drawn.targets.length).toBeGreaterThan(90);
    expect(queriesOf(drawn).filter((query) => !known.has(query))).toEqual([]);
    expect(new Set(drawn.contexts.users).size).toBeGreaterThan(10);
  });

  it('draws the same with the same seed, and others with another', () => {
    const most = 100;
    expect(trainingExamples({ ...shape, most })).toEqual(trainingExamples({ ...shape, most }));
    expect(trainingExamples({ ...shape, most, seed: 4 })).not.toEqual(trainingExamples({ ...shape, most }));
  });
});
