import { describe, expect, it } from 'vitest';
import { consensusRanking, rankingDiscrepancy } from '../../../../src/distill/ranking/methods';
import { TeachersCurriculum } from '../../../../src/distill/ranking/methods/teachers-curriculum';

describe('consensusRanking', () => {
  it('ranks by the places in all lists, and prefers agreement to one high place', () => {
    const lists = [
      [5, 1, 2],
      [6, 1, 2],
      [7, 1, 2],
    ];
    expect([...consensusRanking({ lists, k: 2, lambda: 3 })]).toEqual([1, 2]);
    // With a steep λ the first places decide; equal ones stand in the order of their numbers.
    expect([...consensusRanking({ lists, k: 3, lambda: 0.3 })]).toEqual([5, 6, 7]);
    expect([...consensusRanking({ lists: [[3, 0, 9]], k: 3, lambda: 3 })]).toEqual([3, 0, 9]);
  });
});

describe('rankingDiscrepancy', () => {
  const teacher = [4, 7, 1];
  const to = (ranking: number[]) => rankingDiscrepancy({ teacher, ranking, k: 3, lambda: 2 });

  it('is 0 for the same top k, 1 for none of it, and grows with the places that differ', () => {
    expect(to([4, 7, 1, 9])).toBeCloseTo(0, 12);
    expect(to([0, 2, 3])).toBe(1);
    expect(to([4, 1, 7])).toBeGreaterThan(0);
    expect(to([1, 7, 4])).toBeGreaterThan(to([4, 1, 7]));
  });

  it('gains by the teacher’s places, not by the student’s', () => {
    // One item shared, in the student's first place: the teacher's best of it is worth more than its last.
    expect(to([4, 8, 9])).toBeLessThan(to([1, 8, 9]));
  });
});

describe('TeachersCurriculum', () => {
  const lists = (items: number[]) => ({ k: 3, items: Int32Array.from(items), logits: new Float32Array(3) });
  // One teacher in three states, each with a list of its own.
  const teachers = [lists([0, 1, 2]), lists([3, 4, 5]), lists([6, 7, 8])];
  const curriculum = () => new TeachersCurriculum({ stages: 3, k: 3, lambda: 2, every: 2, threshold: 1.2 });
  const ask = (from: TeachersCurriculum, epoch: number, student: number[], context = 1) => {
    const { items, isFinal } = from.rankingFor({ context, row: 0, epoch, teachers, student });
    return { items: [...items], isFinal };
  };

  it('goes on to the next state once the student has come nearer to it, and ends with the last', () => {
    const course = curriculum();
    expect(ask(course, 0, [9, 10, 11])).toEqual({ items: [0, 1, 2], isFinal: false });
    // Epoch 2 takes the first measure; epoch 3 is no check; at 4 the student has not moved.
    for (const epoch of [2, 3, 4]) expect(ask(course, epoch, [9, 10, 11]).items).toEqual([0, 1, 2]);
    expect(ask(course, 5, [3, 10, 11]).items).toEqual([0, 1, 2]);
    expect(ask(course, 6, [3, 10, 11])).toEqual({ items: [3, 4, 5], isFinal: false });
    expect(ask(course, 8, [3, 4, 11]).items).toEqual([3, 4, 5]);
    expect(ask(course, 10, [6, 4, 11])).toEqual({ items: [6, 7, 8], isFinal: true });
    expect(ask(course, 12, [0, 1, 2])).toEqual({ items: [6, 7, 8], isFinal: true });
  });

  it('keeps each context on its own course, and checks it once an epoch', () => {
    const course = curriculum();
    for (const context of [1, 2]) ask(course, 2, [9, 10, 11], context);
    expect(ask(course, 4, [3, 10, 11], 1).items).toEqual([3, 4, 5]);
    expect(ask(course, 4, [6, 10, 11], 1).items).toEqual([3, 4, 5]);
    expect(ask(course, 4, [9, 10, 11], 2).items).toEqual([0, 1, 2]);
  });

  it('goes on at the first check where the student already ranks as the next state does', () => {
    expect(ask(curriculum(), 2, [3, 4, 5]).items).toEqual([3, 4, 5]);
  });

  it('is final from the start with finished teachers', () => {
    const finished = new TeachersCurriculum({ stages: 1, k: 2, lambda: 2, every: 1, threshold: 1.1 });
    const query = { context: 1, row: 0, epoch: 0, teachers: teachers.slice(0, 1), student: [9] };
    expect(finished.rankingFor(query).isFinal).toBe(true);
  });
});
