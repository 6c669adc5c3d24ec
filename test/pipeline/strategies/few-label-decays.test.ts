import { expect, test } from 'vitest';
import { fewLabelDecays } from '../../../src/pipeline/strategies/few-label-decays';

const from = { learningRate: 0.03, weightDecay: 0.3, temperature: 2, alpha: 3 };
const decaysOf = (more: Partial<typeof from>) =>
  fewLabelDecays({ ...from, ...more }).map(({ weightDecay }) => weightDecay);

test('decays rise from the one of all labels, and nothing else changes', () => {
  expect(decaysOf({})).toEqual([0.3, 0.9, 3, 9, 30]);
  for (const { weightDecay: _, ...rest } of fewLabelDecays(from))
    expect({ ...rest, weightDecay: 0.3 }).toEqual(from);
});

test('none takes more than a whole weight in a step, but for the one that was chosen', () => {
  expect(decaysOf({ weightDecay: 1 })).toEqual([1, 3, 10, 30]);
  expect(decaysOf({ weightDecay: 50 })).toEqual([50]);
});
