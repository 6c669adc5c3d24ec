import { describe, expect, it } from 'vitest';
import { selectionOptimism } from '../../src/evaluate/significance/selection-optimism';
import { Random } from '../../src/random';

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Candidates that are all equally good, up to chance. */
function equalCandidates(candidates: number, rows: number, random: Random): Float64Array[] {
  return Array.from({ length: candidates }, () =>
    Float64Array.from({ length: rows }, () => random.normal() ** 2),
  );
}

describe('selectionOptimism', () => {
  it('finds luck among equal candidates: a gain on the same rows, none on fresh ones', () => {
    const random = new Random(1);
    const rounds = selectionOptimism({
      squaredErrors: equalCandidates(20, 2000, random),
      rounds: 200,
      random,
    });
    expect(mean(rounds.map(({ sameRows }) => sameRows))).toBeLessThan(-0.01);
    expect(Math.abs(mean(rounds.map(({ freshRows }) => freshRows)))).toBeLessThan(0.01);
  });

  it('finds the whole gain on fresh rows where one candidate is truly better everywhere', () => {
    const squaredErrors = [new Float64Array(100).fill(1), new Float64Array(100).fill(4)];
    const rounds = selectionOptimism({ squaredErrors, rounds: 3, random: new Random(1) });
    for (const round of rounds) expect(round).toEqual({ sameRows: 1 - 1.5, freshRows: 1 - 1.5 });
  });

  it('gives the same rounds for the same seed', () => {
    const squaredErrors = equalCandidates(3, 50, new Random(2));
    const run = () => selectionOptimism({ squaredErrors, rounds: 5, random: new Random(7) });
    expect(run()).toEqual(run());
  });

  it('refuses a single candidate and candidates of different rows', () => {
    const random = new Random(1);
    const four = new Float64Array(4);
    expect(() => selectionOptimism({ squaredErrors: [four], rounds: 1, random })).toThrow('found rows [4]');
    const squaredErrors = [four, new Float64Array(5)];
    expect(() => selectionOptimism({ squaredErrors, rounds: 1, random })).toThrow('found rows [4, 5]');
  });
});
