import { describe, expect, it } from 'vitest';
import { type AdjustedRow, describeFamily, strategyAgreement } from '../../../src/pipeline/strategies';

type Said = Pick<AdjustedRow, 'dataset' | 'student' | 'difference' | 'verdict' | 'pHolm'>;

const rowOf = (strategy: string, said: Said): AdjustedRow =>
  ({ task: 'rating', family: 'chains', strategy, ...said }) as AdjustedRow;

describe('strategyAgreement', () => {
  const better = { difference: 0.2, verdict: 'helps', pHolm: 0.01 } as const;
  const unclear = { difference: 0.1, verdict: 'no difference', pHolm: 1 } as const;
  const worse = { difference: -0.1, verdict: 'hurts', pHolm: 0.2 } as const;
  const rows = [
    rowOf('born-again', { dataset: 'a', student: 'mf', ...better }),
    rowOf('hint', { dataset: 'a', student: 'mf', ...worse }),
    rowOf('born-again', { dataset: 'a', student: 'mlp', ...unclear }),
    rowOf('born-again', { dataset: 'b', student: 'mf', ...better }),
    rowOf('born-again', { dataset: 'b', student: 'mlp', ...worse }),
  ];

  it('counts verdicts over rows, and data sets on which all students are better', () => {
    expect(strategyAgreement(rows)).toEqual([
      {
        ...{ task: 'rating', family: 'chains', strategy: 'born-again', rows: 4, datasets: 2 },
        ...{ helps: 2, 'no difference': 1, hurts: 1, standing: 2, better: 1 },
      },
      {
        ...{ task: 'rating', family: 'chains', strategy: 'hint', rows: 1, datasets: 1 },
        ...{ helps: 0, 'no difference': 0, hurts: 1, standing: 0, better: 0 },
      },
    ]);
  });

  it('keeps tasks apart, also where a strategy has one name in both', () => {
    const ranked: AdjustedRow = { ...rows[0], task: 'ranking' };
    expect(strategyAgreement([rows[0], ranked]).map(({ task, rows: count }) => [task, count])).toEqual([
      ['rating', 1],
      ['ranking', 1],
    ]);
  });
});

describe('describeFamily', () => {
  const born = {
    strategy: 'born-again',
    family: 'chains',
    about: 'Again.',
    equation: 's_1 \\to s_2',
  } as const;
  const cases = [
    { ...born, paper: 'A' },
    { ...born, about: 'Told twice.', paper: 'B' },
    { ...born, strategy: 'layer-hint', family: 'features', paper: 'C' } as const,
  ];

  it('tells each strategy of the family once, with its equation between dollars', () => {
    expect(describeFamily(cases, 'chains')).toBe('- **born-again**: Again. $s_1 \\to s_2$ *(A)*');
  });

  it('tells those of one equation and paper in one line, as the first of them is told', () => {
    const labels = { ...born, family: 'few labels', about: '1% is known.', paper: 'D' } as const;
    const shares = [
      { ...labels, strategy: 'labels-1%' },
      { ...labels, strategy: 'labels-5%', about: '5% is known.' },
      { ...labels, strategy: 'active-labels', about: 'Asked.', equation: 'u' },
    ];
    expect(describeFamily(shares, 'few labels')).toBe(
      '- **labels-1%**, **labels-5%**: 1% is known. $s_1 \\to s_2$ *(D)*\n- **active-labels**: Asked. $u$ *(D)*',
    );
  });

  it('refuses a family that no case is of', () => {
    expect(() => describeFamily(cases, 'sharing')).toThrow('no case is of the family "sharing"');
  });
});
