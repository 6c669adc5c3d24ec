import { describe, expect, it } from 'vitest';
import { calibration, meanAndInterval } from '../../src/evaluate';
import {
  confusionHeatmap,
  type Figure,
  learningCurves,
  longTail,
  ratingsHistogram,
  reliabilityDiagram,
  shareCurve,
  sizeAgainstError,
  sliceComparison,
  softTargetHistogram,
  sweepCurves,
} from '../../src/plot';
import { subtitleOf, titleOf } from '../../src/plot/figure';
import { darkColours, grid, paper } from '../../src/plot/theme';

const metric = 'test RMSE (stars)';
const trial = (temperature: number, alpha: number, ...values: number[]) => ({ temperature, alpha, values });
const points = [
  trial(4, 1, 0.93, 0.94),
  trial(1, 1, 0.92, 0.93),
  trial(1, 3, 0.9, 0.92),
  trial(4, 3, 0.91, 0.92),
];
const sweep = sweepCurves({
  title: 'Error by temperature',
  metric,
  points,
  references: [{ name: 'teacher', role: 'teacher', value: 0.89 }],
});
const logits = [4, 1, 0, 0, 2, 0, 1, 1, 1];

const figures: Record<string, Figure> = {
  sweepCurves: sweep,
  learningCurves: learningCurves({
    title: 'Learning curves',
    metric,
    runs: [
      {
        name: 'scratch',
        role: 'scratch',
        history: [1, 2, 3].map((e) => ({ epoch: e, validation: (e - 2) ** 2, trainLoss: 1 / e })),
      },
    ],
  }),
  longTail: longTail({ title: 'Ratings an item', counts: [10, 0, 3, 1, 1], entity: 'items' }),
  ratingsHistogram: ratingsHistogram({ title: 'Ratings', ratings: [1, 2, 2, 3], levels: [1, 2, 3] }),
  reliabilityDiagram: reliabilityDiagram({
    title: 'Reliability',
    curves: [
      {
        name: 'student',
        role: 'distilled',
        calibration: calibration({
          probabilities: [0.8, 0.2, 0.6, 0.4],
          labels: [0, 1],
          classes: 2,
          bins: 5,
        }),
      },
    ],
  }),
  shareCurve: shareCurve({
    title: 'Fewer ratings',
    metric,
    lines: [
      {
        name: 'teacher',
        role: 'teacher',
        points: [
          { share: 1, values: [0.9] },
          { share: 0.1, values: [0.95] },
        ],
      },
    ],
  }),
  sizeAgainstError: sizeAgainstError({
    title: 'Size',
    metric,
    sizeTitle: 'weights',
    models: [{ name: 'teacher', role: 'teacher', size: 2e7, values: [0.9, 0.91] }],
  }),
  sliceComparison: sliceComparison({
    title: 'Slices',
    metric,
    x: 'training ratings of the item',
    series: [
      {
        name: 'teacher',
        role: 'teacher',
        slices: [
          { name: 'cold (0)', count: 0, values: [] },
          { name: 'popular (20+)', count: 12_345, values: [0.9, 0.92] },
        ],
      },
    ],
  }),
  softTargetHistogram: softTargetHistogram({
    title: 'Soft targets',
    logits,
    levels: [1, 2, 3],
    temperatures: [8, 1],
    example: 0,
  }),
  confusionHeatmap: confusionHeatmap({
    title: 'Confusion',
    confusion: [
      [3, 1],
      [0, 0],
    ],
    levels: [1, 2],
  }),
};

interface Axis {
  title?: { text: string };
}

describe.each(Object.entries(figures))('%s', (_, figure) => {
  it('is the same after a journey through JSON, so that notebooks can store it', () => {
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });

  it('says what is plotted and what every axis measures', () => {
    expect(titleOf(figure)).not.toBe('');
    const axes = Object.entries(figure.layout).filter(([name]) => /^[xy]axis\d*$/.test(name));
    expect(axes.length).toBeGreaterThanOrEqual(2);
    for (const [, axis] of axes) expect((axis as Axis).title?.text).toMatch(/\w/);
  });

  it('uses colours only that have a counterpart on black', () => {
    const colours = JSON.stringify(figure).match(/#[0-9a-f]{3,8}/g) ?? [];
    expect(colours.length).toBeGreaterThan(0);
    for (const colour of colours) expect(darkColours).toHaveProperty(colour);
  });
});

/** WCAG 2's contrast ratio of two colours. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

describe('the colours', () => {
  const marks = Object.entries(darkColours).filter(([light]) => light !== paper && light !== grid);

  it.each(marks)('%s on white and %s on black stand out at least 3 to 1', (light, dark) => {
    expect(contrast(light, paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(dark, darkColours[paper])).toBeGreaterThanOrEqual(3);
  });
});

describe('sweepCurves', () => {
  it('draws one curve an alpha over ascending temperatures, at the means', () => {
    const curves = sweep.data.filter(({ mode }) => mode === 'lines+markers');
    expect(curves.map(({ name }) => name)).toEqual(['distilled, alpha 1', 'distilled, alpha 3']);
    expect(curves[0].x).toEqual([1, 4]);
    expect(curves[0].y).toEqual([meanAndInterval([0.92, 0.93]).mean, meanAndInterval([0.93, 0.94]).mean]);
  });

  it('has bands where there are seeds, and none for single runs', () => {
    const single = sweepCurves({ title: 't', metric, points: [trial(1, 1, 0.9)], references: [] });
    expect(sweep.data.filter(({ fill }) => fill === 'toself')).toHaveLength(2);
    expect(single.data.filter(({ fill }) => fill === 'toself')).toHaveLength(0);
    expect(subtitleOf(single)).toBe('');
  });

  it('keeps every mean and reference line within the axis, however wide the bands', () => {
    const [low, high] = (sweep.layout.yaxis as { range: [number, number] }).range;
    for (const value of [0.89, 0.91, 0.935]) {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    }
    expect(high - low).toBeLessThan(0.1);
  });

  it('refuses an empty sweep', () => {
    expect(() => sweepCurves({ title: 't', metric, points: [], references: [] })).toThrow(
      /at least one trial/,
    );
  });
});

describe('sizeAgainstError', () => {
  const sized = (name: string, role: 'scratch' | 'distilled', size: number, value: number) => ({
    ...{ name, role, size },
    values: [value],
  });
  const figure = sizeAgainstError({
    title: 'Size',
    metric,
    sizeTitle: 'weights',
    models: [
      sized('mf, from scratch', 'scratch', 23_635, 0.916),
      sized('mf, distilled', 'distilled', 23_635, 0.914),
      sized('linear, distilled', 'distilled', 225, 1.089),
    ],
  });
  const marks = figure.data.map(({ marker }) => marker as { symbol: string; color: string });

  it('names models in the legend and not over their marks, where names of one size would overlap', () => {
    expect(figure.data.map(({ name, mode }) => [name, mode])).toEqual([
      ['mf, from scratch', 'markers'],
      ['mf, distilled', 'markers'],
      ['linear, distilled', 'markers'],
    ]);
    expect(figure.data.every((trace) => trace.showlegend !== false && !('text' in trace))).toBe(true);
  });

  it('gives a size one symbol and a role one colour', () => {
    expect(marks[0].symbol).toBe(marks[1].symbol);
    expect(marks[2].symbol).not.toBe(marks[1].symbol);
    expect(marks[1].color).toBe(marks[2].color);
    expect(marks[0].color).not.toBe(marks[1].color);
  });
});

describe('the other figures', () => {
  it('learningCurves marks the epoch with the best validation', () => {
    const best = figures.learningCurves.data.find(({ mode }) => mode === 'markers');
    expect([best?.x, best?.y]).toEqual([[3], [0]]);
  });

  it('learningCurves leaves the loss panel out where a run has no losses', () => {
    const history = [{ epoch: 1, validation: 1 }];
    const figure = learningCurves({ title: 't', metric, runs: [{ name: 'r', role: 'other', history }] });
    expect(figure.layout).not.toHaveProperty('yaxis2');
  });

  it('softTargetHistogram shows softmax(z / T) of the example, flatter as T grows, shares summing to 1', () => {
    const bars = figures.softTargetHistogram.data.filter(({ type }) => type === 'bar');
    const weights = [4, 1, 0].map((z) => Math.exp(z / 8));
    const sum = weights.reduce((a, b) => a + b);
    const [atOne, atEight] = bars.map(({ y }) => y as number[]);
    for (const [c, weight] of weights.entries()) expect(atEight[c]).toBeCloseTo(weight / sum, 12);
    expect(Math.max(...atEight)).toBeLessThan(Math.max(...atOne));
    for (const { y } of figures.softTargetHistogram.data.filter(({ type }) => type === 'scatter')) {
      expect((y as number[]).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  it('softTargetHistogram stays finite for logits of 1e4', () => {
    const figure = softTargetHistogram({
      title: 't',
      logits: [1e4, -1e4],
      levels: [0, 1],
      temperatures: [1],
      example: 0,
    });
    expect(figure.data[1].y).toEqual([1, 0]);
  });

  it('confusionHeatmap gives shares of each true level, 0 for one that never occurs', () => {
    expect(figures.confusionHeatmap.data[0].z).toEqual([
      [0.75, 0.25],
      [0, 0],
    ]);
  });

  it('sliceComparison has no mark for an empty slice and says how many rows each holds', () => {
    const [trace] = figures.sliceComparison.data;
    expect(trace.x).toEqual(['cold (0)<br>n = 0', 'popular (20+)<br>n = 12,345']);
    expect(trace.y).toEqual([null, 0.91]);
  });

  it('longTail says what the head holds, and how many have fewer than five', () => {
    expect(subtitleOf(figures.longTail)).toBe(
      `The top 20% of the items hold ${((10 / 15) * 100).toFixed(0)}% of the ratings; 80% have fewer than five`,
    );
  });
});
