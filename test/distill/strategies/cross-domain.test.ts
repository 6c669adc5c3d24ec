import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import { fullKl } from '../../../src/distill/ranking/methods/full-kl';
import {
  centredTexts,
  measureTransfer,
  teachAcrossDomains,
  transferGain,
} from '../../../src/distill/strategies/cross-domain';
import { GruModel } from '../../../src/models/ranking/gru-model';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import { overOtherCatalogue } from '../../../src/models/ranking/over-other-catalogue';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { Random } from '../../../src/random';

const [THEMES, SOURCE, TARGET, WIDTH] = [3, 9, 12, 5];
/** Items of both domains have one of three themes, which the texts show; each domain has a column of its own. */
const themeOf = (item: number) => item % THEMES;
function texts(items: number, domain: number, seed: number) {
  const values = new Random(seed).normals(items * WIDTH, 0.1);
  for (let item = 0; item < items; item++) {
    values[item * WIDTH + themeOf(item)] += 1;
    values[item * WIDTH + THEMES + domain] += 2;
  }
  return centredTexts({ values, width: WIDTH });
}
const [sourceText, targetText] = [texts(SOURCE, 0, 1), texts(TARGET, 1, 2)];

/** One query an item, that item its history. */
function single(items: number): Contexts {
  const all = Int32Array.from({ length: items }, (_, item) => item);
  const lengths = new Int32Array(items).fill(1);
  return { users: new Int32Array(items).fill(-1), sequences: all, width: 1, rows: all, lengths };
}
const budget = { patience: 1000, batchSize: 4, weightDecay: 0, seed: 5, hardWeight: 1 };

/** Learns in the source that after an item comes one whose theme is so many themes on: 0 stays with the theme. */
function sourceTeacher(step: number): RankingModel {
  const model = new MeanOfHistoryModel({
    ...{ items: SOURCE, dimensions: 4, decay: 1, dropout: 0, withIds: false, itemText: sourceText },
    random: new Random(3),
  });
  const targets = Int32Array.from({ length: SOURCE }, (_, item) => (item + 3 + step) % SOURCE);
  let left = 0;
  distillRanking({
    ...{ ...budget, student: model, examples: { contexts: single(SOURCE), targets }, teachers: [] },
    ...{ method: null, alpha: 0, epochs: 60, learningRate: 0.05, validate: () => --left },
  });
  return model;
}

const fewLabels = Int32Array.from({ length: TARGET }, (_, item) => (item < 2 ? item + 3 : -1));
/** Probability of the items of the history's theme, for all that had no label. */
function measure(student: RankingModel): Float32Array {
  const scores = scorerOf(student).score(single(TARGET));
  return Float32Array.from({ length: TARGET - 2 }, (_, i) => {
    const powers = scores.subarray((i + 2) * TARGET, (i + 3) * TARGET).map(Math.exp);
    const own = powers.filter((_power, item) => themeOf(item) === themeOf(i + 2));
    return own.reduce((a, b) => a + b, 0) / powers.reduce((a, b) => a + b, 0);
  });
}
function transferFrom(step: number) {
  const teacher = sourceTeacher(step);
  const asked = { itemText: targetText, contexts: single(TARGET), k: TARGET, exclude: 'nothing' as const };
  const stored = teachAcrossDomains({ teacher, ...asked });
  teacher.dispose();
  let left = 0;
  const { student, ...transfer } = measureTransfer({
    createStudent: () =>
      new MeanOfHistoryModel({
        ...{ items: TARGET, dimensions: 4, decay: 1, dropout: 0, withIds: true, itemText: null },
        random: new Random(7),
      }),
    ...{ ...budget, examples: { contexts: single(TARGET), targets: fewLabels }, teachers: [stored] },
    ...{ method: fullKl({ temperature: 1 }), alpha: 2, epochs: 40, learningRate: 0.05 },
    ...{ validate: () => --left, measure },
  });
  student.dispose();
  return { stored, transfer };
}

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

describe('centredTexts', () => {
  it('by hand: the mean goes, the length is 1', () => {
    const { values } = centredTexts({ values: Float32Array.of(1, 0, 5, 8, 3, 4), width: 2 });
    const lengths = [0, 1, 2].map((row) => Math.hypot(values[2 * row], values[2 * row + 1]));
    expect(values[0]).toBeCloseTo(-2 / Math.hypot(2, 4), 6);
    expect(values[3]).toBeCloseTo(4 / Math.hypot(2, 4), 6);
    expect(lengths).toEqual([expect.closeTo(1), expect.closeTo(1), 0]);
  });
});

describe('overOtherCatalogue', () => {
  it('scores the same texts alike wherever they stand, without the biases of the old items', () => {
    const options = { items: SOURCE, dimensions: 4, withIds: false, itemText: sourceText, dropout: 0 };
    const model = new GruModel({ ...options, layers: 1, random: new Random(1) });
    const bias = model.parameters.find(({ name }) => name === 'item-bias');
    const plain = scorerOf(model).score(single(SOURCE));
    bias?.assign(new Float32Array(SOURCE).fill(9));
    const moved = overOtherCatalogue({ model, itemText: sourceText });
    expect(scorerOf(moved).score(single(SOURCE))).toEqual(plain);
    const two = { values: sourceText.values.slice(WIDTH, 3 * WIDTH), width: WIDTH };
    const fewer = overOtherCatalogue({ model, itemText: two });
    expect(fewer.items).toBe(2);
    const scores = scorerOf(fewer).score(single(2));
    expect(scores[1]).toBeCloseTo(plain[SOURCE + 2], 5);
    for (const own of [model, moved, fewer]) own.dispose();
  });

  it('refuses models that know single items, and texts of another width', () => {
    const options = { items: SOURCE, dimensions: 4, decay: 1, dropout: 0, random: new Random(1) };
    const byId = new MeanOfHistoryModel({ ...options, withIds: true, itemText: sourceText });
    expect(() => overOtherCatalogue({ model: byId, itemText: targetText })).toThrow(/by their texts alone/);
    const byText = new MeanOfHistoryModel({ ...options, withIds: false, itemText: sourceText });
    const wide = { values: new Float32Array(14), width: 7 };
    expect(() => overOtherCatalogue({ model: byText, itemText: wide })).toThrow(/5 wide.*7 wide/);
    for (const own of [byId, byText]) own.dispose();
  });
});

describe('transferGain', () => {
  it('by hand, and with roles swapped it is the opposite', () => {
    const [transferred, none] = [Float32Array.of(3, 5, 4), Float32Array.of(1, 2, 3)];
    const { gain, standardError, verdict } = transferGain({ transferred, none });
    expect([gain, verdict]).toEqual([2, 'positive']);
    expect(standardError).toBeCloseTo(Math.sqrt(1 / 3), 6);
    const swapped = transferGain({ transferred: none, none: transferred });
    expect([swapped.gain, swapped.verdict]).toEqual([-2, 'negative']);
    expect(transferGain({ transferred: Float32Array.of(0, 2), none: Float32Array.of(1, 0) }).verdict).toBe(
      'undecided',
    );
    expect(() => transferGain({ transferred, none: new Float32Array(2) })).toThrow(/found 3 and 2/);
  });
});

describe('a teacher of another domain', () => {
  it('helps a student with few labels where the domains follow one rule, and is told where it harms', () => {
    const helping = transferFrom(0);
    // Four target items have the theme of the history: the teacher has never seen one of them.
    for (let item = 0; item < TARGET; item++) {
      const best = helping.stored.items.subarray(TARGET * item, TARGET * item + 4);
      expect([...best].map(themeOf)).toEqual(Array(4).fill(themeOf(item)));
    }
    expect(helping.transfer.verdict).toBe('positive');
    expect(helping.transfer.gain).toBeGreaterThan(0.2);
    const harming = transferFrom(1);
    expect(harming.transfer.verdict).toBe('negative');
    expect(harming.transfer.gain).toBeLessThan(-0.1);
  });

  it('refuses unknown options', () => {
    expect(() => teachAcrossDomains({ domain: 1 } as never)).toThrow(/unknown option "domain"/);
    expect(() => measureTransfer({ beta: 1, createStudent: () => ({ dispose: () => {} }) } as never)).toThrow(
      /unknown option "beta"/,
    );
  });
});
