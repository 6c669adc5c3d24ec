import type { PlainChoice } from './strategy-case';

/** So many times the decay that suits all labels: a few of them are learnt by heart sooner. */
const factors = [1, 3, 10, 30, 100, 300, 1000];

/**
 * Weight decays for students of a few labels, to be searched on validation for every side of a comparison by itself, as
 * the decay chosen with all labels would leave those behind that have nothing but the few. None of more than the whole
 * weight in one step of AdamW (rate times decay above 1), which would turn its sign.
 */
export function fewLabelDecays(from: PlainChoice): PlainChoice[] {
  const decays = factors.map((factor) => Number((factor * from.weightDecay).toPrecision(12)));
  return decays
    .filter((decay, i) => i === 0 || decay * from.learningRate <= 1)
    .map((weightDecay) => ({ ...from, weightDecay }));
}
