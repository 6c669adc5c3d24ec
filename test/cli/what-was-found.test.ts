import { describe, expect, it } from 'vitest';
import { whatWasFound } from '../../src/cli/what-was-found';
import type { DistillationResult, StudentSummary } from '../../src/pipeline';

function studentOf(name: string, scratch: number, distilled: number, p: number) {
  const summary = { scratch: { rmse: scratch }, distilled: { rmse: distilled } };
  return { name, ...summary, p, relativeSize: 0.001, temperature: 2 } as StudentSummary;
}

function linesOf(changed: Partial<DistillationResult>): string[] {
  const result = {
    dataset: 'sample',
    teacher: { rmse: 0.8, weights: 22_700_000 },
    baseline: { rmse: 1 },
    bestPossibleRmse: 0.7,
    students: [studentOf('linear', 1, 1.001, 0.6), studentOf('mf', 0.9, 0.85, 0.001)],
    ...changed,
  } as DistillationResult;
  return whatWasFound({ result, report: 'out/report.html', pages: 'out/notebooks' });
}

describe('what a start found', () => {
  it('is five lines of numbers and places', () => {
    const lines = linesOf({});
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain(
      '22.7 M weights): test RMSE 0.8000; mean and biases alone 1.0000; no model can do better than 0.7000',
    );
    expect(lines[3]).toContain('out/report.html');
  });

  it('leads with the student that gained most, and says of the other that chance may explain it', () => {
    const lines = linesOf({});
    expect(lines[1]).toContain('Student mf (1/1,000 of the teacher');
    expect(lines[1]).toContain('50% of the gap');
    expect(lines[2]).toContain('Student linear');
    expect(lines[2]).toContain('not told from chance');
  });

  it('stays five lines with one student and on real data', () => {
    const lines = linesOf({ bestPossibleRmse: null, students: [studentOf('mf', 0.9, 0.85, 0.001)] });
    expect(lines).toHaveLength(5);
    expect(lines[0]).not.toContain('no model can');
  });
});
