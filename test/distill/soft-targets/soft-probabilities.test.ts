import { describe, expect, it } from 'vitest';
import { meanOfProbabilities, softmaxRows } from '../../../src/distill';

const logs = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

function expectClose(found: Float32Array, expected: number[]) {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i] - value)).toBeLessThan(1e-6);
  });
}

describe('softmaxRows', () => {
  it('gives back the probabilities whose logarithms it gets', () => {
    const probabilities = [0.7, 0.2, 0.1, 0.25, 0.5, 0.25];
    expectClose(softmaxRows({ logits: logs(...probabilities), classes: 3, temperature: 1 }), probabilities);
  });

  it('is smoother at a higher temperature: T = 2 takes the square root of the odds', () => {
    const found = softmaxRows({ logits: logs(0.8, 0.2), classes: 2, temperature: 2 });
    expectClose(found, [2 / 3, 1 / 3]);
  });

  it('stays finite at ±1e4', () => {
    const logits = new Float32Array([1e4, -1e4, 1e4]);
    expectClose(softmaxRows({ logits, classes: 3, temperature: 1 }), [0.5, 0, 0.5]);
  });

  it('refuses a temperature of 0 and rows that do not fit', () => {
    const logits = new Float32Array(6);
    expect(() => softmaxRows({ logits, classes: 3, temperature: 0 })).toThrow(RangeError);
    expect(() => softmaxRows({ logits, classes: 4, temperature: 1 })).toThrow(
      'rows of 4 classes, found 6 logits',
    );
  });
});

describe('meanOfProbabilities', () => {
  it('is the logarithm of the mean probability, whatever constants the members add', () => {
    const members = [logs(0.9, 0.1), logs(0.2, 0.8).map((z) => z + 30), logs(0.4, 0.6).map((z) => z - 5)];
    const mean = meanOfProbabilities({ members, classes: 2 });
    const expected = [(0.9 + 0.2 + 0.4) / 3, (0.1 + 0.8 + 0.6) / 3];
    for (const [i, p] of expected.entries()) expect(Math.abs(Math.exp(mean[i]) - p)).toBeLessThan(1e-5);
  });

  it('is not the mean of the logits, which one sure member would rule', () => {
    const members = [new Float32Array([100, 0]), logs(0.1, 0.9), logs(0.1, 0.9)];
    const mean = softmaxRows({
      logits: meanOfProbabilities({ members, classes: 2 }),
      classes: 2,
      temperature: 1,
    });
    expectClose(mean, [0.4, 0.6]);
  });

  it('stays finite where all members rule a class out', () => {
    const members = [new Float32Array([1e4, -1e4]), new Float32Array([1e4, -1e4])];
    expect([...meanOfProbabilities({ members, classes: 2 })]).toEqual([0, -2e4]);
  });

  it('refuses no members, and members of other pairs', () => {
    expect(() => meanOfProbabilities({ members: [], classes: 2 })).toThrow('at least one member');
    const members = [new Float32Array(4), new Float32Array(6)];
    expect(() => meanOfProbabilities({ members, classes: 2 })).toThrow('found lengths [4, 6]');
  });
});
