import { describe, expect, it } from 'vitest';
import * as methods from '../../../../src/distill/ranking/methods';
import { InputError } from '../../../../src/errors';
import { Random } from '../../../../src/random';

const random = new Random(1);
const widths = { studentWidth: 4, teacherWidth: 5 };
const temperature = { start: 1, end: 0.1, epochs: 5 };
const importance = { position: 1, confidence: 1, consistency: 1, lambda: 2, temperature: 1 };

type Create = (options: never) => unknown;
const valid: [string, Create, object][] = [
  ['topKKl', methods.topKKl, { temperature: 1, k: 3 }],
  ['sampledKl', methods.sampledKl, { temperature: 1, k: 3, others: 2 }],
  ['fullKl', methods.fullKl, { temperature: 1 }],
  ['rankingDistillation', methods.rankingDistillation, { k: 3, lambda: 1, dynamic: null }],
  [
    'collaborativeDistillation',
    methods.collaborativeDistillation,
    { count: 3, lambda: 1, temperature: 1, bias: 0, guide: 'teacher' },
  ],
  [
    'distillationExperts',
    methods.distillationExperts,
    { ...widths, experts: 2, items: 0, temperature, random },
  ],
  [
    'relaxedRankingDistillation',
    methods.relaxedRankingDistillation,
    { k: 3, interesting: 2, uninteresting: 2, lambda: 1 },
  ],
  ['fullTopologyDistillation', methods.fullTopologyDistillation, { teacherWidth: 5, items: 0 }],
  [
    'hierarchicalTopologyDistillation',
    methods.hierarchicalTopologyDistillation,
    { ...widths, groups: 2, items: 0, temperature: 1, alpha: 0.5, level: 'group-group', random },
  ],
  ['bidirectionalDistillation', methods.bidirectionalDistillation, { count: 2, epsilon: 1, temperature: 1 }],
  [
    'unbiasedDistillation',
    methods.unbiasedDistillation,
    { popularity: [1, 2], groups: 2, pairs: 1, lambda: 1 },
  ],
  ['dualCorrection', methods.dualCorrection, { k: 3, count: 2, mu: 1 }],
  ['relationalDistance', methods.relationalDistance, { teacherWidth: 5, rows: 4 }],
  ['relationalAngle', methods.relationalAngle, { teacherWidth: 5, rows: 4 }],
  ['hint', methods.hint, { ...widths, items: 0, random }],
  [
    'heterogeneousTeachers',
    methods.heterogeneousTeachers,
    { k: 3, lambda: 1, stages: 2, every: 1, threshold: 1.1 },
  ],
  ['importanceAwareRanking', methods.importanceAwareRanking, { k: 3, negatives: 2, importance }],
  ['collaborativeEmbedding', methods.collaborativeEmbedding, { ...widths, items: 2, random }],
];

describe.each(valid)('%s', (_, create, options) => {
  const make = (changes: object) => () => create({ ...options, ...changes } as never);

  it('refuses an option that nobody reads, and names the nearest', () => {
    expect(make({ temprature: 1 })).toThrow(InputError);
    expect(make({ temprature: 1 })).toThrow(/unknown option "temprature"/);
  });

  const numbers = Object.entries(options).filter(
    ([name, value]) => typeof value === 'number' && name !== 'bias' && name !== 'items',
  );
  it.each(numbers)('refuses %s where it is below 0 or no number', (name) => {
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(make({ [name]: wrong })).toThrow(InputError);
      expect(make({ [name]: wrong })).toThrow(new RegExp(`${name} must be`));
    }
  });
});

describe('settings that go together', () => {
  it.each([
    [
      () => methods.relaxedRankingDistillation({ k: 2, interesting: 3, uninteresting: 1, lambda: null }),
      /at most k = 2/,
    ],
    [
      () =>
        methods.importanceAwareRanking({
          k: 2,
          negatives: 1,
          importance: { ...importance, position: 0, confidence: 0, consistency: 0 },
        }),
      /all 0; give one of them a share/,
    ],
    [
      () => methods.rankingDistillation({ k: 2, lambda: 1, dynamic: { samples: 0, mu: 1, fromEpoch: 0 } }),
      /dynamic.samples must be/,
    ],
    [
      () =>
        methods.distillationExperts({
          ...widths,
          experts: 2,
          items: 0,
          temperature: { ...temperature, end: 0 },
          random,
        }),
      /temperature.end must be/,
    ],
    [
      () => methods.relationalAngle({ teacherWidth: 5, rows: 2 }),
      /rows must be a whole number of at least 3/,
    ],
  ])('are refused where they do not', (create, message) => {
    expect(create).toThrow(message);
  });
});
