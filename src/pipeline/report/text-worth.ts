import { mean } from 'simple-statistics';
import { meanAndInterval, pairedTTest } from '../../evaluate';
import { type ReportSection, type Role, type SliceSeries, sliceComparison, type Table } from '../../plot';
import type { AblationResult, AblationScores, DistillationResult, TextVariant } from '../distillation-result';
import { mergeSlices } from './slices';
import { error, errorWithInterval, probability } from './words';

const roles: Readonly<Record<TextVariant, Role>> = {
  'fine-tuned language model': 'best',
  'language model': 'teacher',
  'without text': 'scratch',
  'random vectors': 'other',
};

function variantsOf(ablation: readonly AblationResult[]): TextVariant[] {
  return [...new Set(ablation.map(({ text }) => text))];
}

function membersOf(ablation: readonly AblationResult[], text: TextVariant): AblationScores[] {
  return ablation.filter((result) => result.text === text).flatMap(({ members }) => members);
}

/** The heads' errors of one slice, or over all rows; null where a head met none of its rows. */
function errorsOf(scores: readonly AblationScores[], slice: string | null): (number | null)[] {
  return scores.map(({ rmse, items }) =>
    slice === null ? rmse : (items.find(({ name }) => name === slice)?.value ?? null),
  );
}

/** One error for each head of a single split; of several splits the mean over each one's heads, which share its rows. */
function comparedErrors(
  ablation: readonly AblationResult[],
  text: TextVariant,
  slice: string | null,
): (number | null)[] {
  const own = ablation.filter((result) => result.text === text);
  if (own.length === 1) return errorsOf(own[0].members, slice);
  return own.map(({ members }) => {
    const known = errorsOf(members, slice).filter((value) => value !== null);
    return known.length === 0 ? null : mean(known);
  });
}

/** A language model against the teacher without text on one slice, paired over heads or over splits. */
function readingOf(ablation: readonly AblationResult[], text: TextVariant, slice: string | null): string {
  const baseline = comparedErrors(ablation, 'without text', slice);
  const pairs = comparedErrors(ablation, text, slice)
    .map((value, i) => [value, baseline[i]])
    .filter((pair): pair is [number, number] => pair[0] !== null && pair[1] !== null);
  const where = slice === null ? 'On all test rows' : `On ${slice} items`;
  if (pairs.length < 2) return `${where}: too few heads to compare.`;
  const { meanDifference, low, high, p } = pairedTTest({
    treatment: pairs.map(([treatment]) => treatment),
    baseline: pairs.map(([, without]) => without),
  });
  const word = meanDifference < 0 ? 'lowers' : 'raises';
  const certainty = p < 0.05 ? '' : ', which is not told from chance';
  return `${where}, the ${text} ${word} a single head's RMSE by ${error(Math.abs(meanDifference))} against no text (95% interval of the difference [${low.toFixed(4)}, ${high.toFixed(4)}], ${probability(p)}${certainty}).`;
}

function ablationTable(ablation: readonly AblationResult[]): Table {
  const slices = ablation[0].ensemble.items.map(({ name }) => name);
  const cell = (text: TextVariant, slice: string | null) => {
    const known = comparedErrors(ablation, text, slice).filter((value) => value !== null);
    return known.length === 0 ? null : errorWithInterval(meanAndInterval(known));
  };
  return {
    caption:
      'Test RMSE of single heads, means over heads (of several splits: over splits) with 95% intervals',
    digits: 4,
    rows: variantsOf(ablation).map((text) => ({
      'text vectors': text,
      'all rows': cell(text, null),
      ...Object.fromEntries(slices.map((name) => [name, cell(text, name)])),
    })),
  };
}

function seriesOf(ablation: readonly AblationResult[]): SliceSeries[] {
  return variantsOf(ablation).map((text) => {
    const own = ablation.filter((result) => result.text === text);
    return {
      name: text,
      role: roles[text],
      slices: mergeSlices(own.map(({ members }) => members.map(({ items }) => items))),
    };
  });
}

/** What the text is worth to the teacher; nothing where it was not asked for. */
export function textWorthSection({ ablation }: DistillationResult): ReportSection[] {
  if (ablation.length === 0) return [];
  const slices = ablation[0].ensemble.items;
  const present = slices.filter(({ name }) =>
    errorsOf(membersOf(ablation, 'without text'), name).some((value) => value !== null),
  );
  const models = variantsOf(ablation).filter((text) => text.endsWith('language model'));
  const splits = [...new Set(ablation.map(({ split }) => split))];
  return [
    {
      heading: 'What the text is worth',
      paragraphs: [
        `The same teacher with each kind of text vectors, from the same seeds, on ${splits.length === 1 ? 'split' : 'splits'} ${splits.join(' and ')}.`,
        ...models.map((text) =>
          [null, ...present.map(({ name }) => name)]
            .map((slice) => readingOf(ablation, text, slice))
            .join(' '),
        ),
      ],
      tables: [ablationTable(ablation)],
      figures: [
        sliceComparison({
          title: 'The teacher by kind of text vectors',
          metric: 'test RMSE (rating points)',
          x: 'training ratings of the item',
          series: seriesOf(ablation),
        }),
      ],
    },
  ];
}
