import * as tf from '@tensorflow/tfjs-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contextsFrom } from '../../../src/data/build-contexts';
import { distillRanking } from '../../../src/distill/ranking/distill-ranking';
import { fullKl } from '../../../src/distill/ranking/methods/full-kl';
import { storeTeacher } from '../../../src/distill/ranking/store-teacher';
import {
  type HistorySource,
  type Lessons,
  multVaeHistories,
  syntheticLessons,
} from '../../../src/distill/strategies/generative';
import { mixLessons } from '../../../src/distill/strategies/mix-lessons';
import { fitMultVae } from '../../../src/models/ranking/fit-mult-vae';
import { MeanOfHistoryModel } from '../../../src/models/ranking/mean-of-history-model';
import { MultVae } from '../../../src/models/ranking/mult-vae';
import type { Scorer } from '../../../src/models/ranking/ranking-model';
import { scorerOf } from '../../../src/models/ranking/score-model';
import { drawHistories } from '../../../src/pipeline/ranking/drawn-histories';
import { Random } from '../../../src/random';

const [ITEMS, LENGTH] = [8, 3];
const groupOf = (item: number) => (item < 4 ? 0 : 1);
/** Eight users, each of whom takes three items of one group. */
const histories = Array.from({ length: 8 }, (_, user) =>
  [0, 1, 2].map((place) => 4 * (user % 2) + ((user + place) % 4)),
);
let vae: MultVae;
let before = 0;
beforeAll(() => {
  vae = new MultVae({ items: ITEMS, dimensions: 8, latent: 2, dropout: 0, random: new Random(1) });
  let left = 0;
  fitMultVae({
    model: vae,
    sequences: {
      offsets: Int32Array.from({ length: 9 }, (_, user) => 3 * user),
      items: Int32Array.from(histories.flat()),
    },
    ...{ cap: 0.3, annealSteps: 100, validate: () => --left, epochs: 120, batchSize: 8, patience: 999 },
    ...{ learningRate: 0.03, weightDecay: 0, seed: 2 },
  });
});
afterAll(() => vae.dispose());
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

const lessonsOf = (source: HistorySource, options: { seed?: number; teacher?: Scorer } = {}) =>
  syntheticLessons({
    ...{ source, teacher: options.teacher ?? scorerOf(vae), count: 20, length: LENGTH, targets: 'drawn' },
    ...{ k: ITEMS, exclude: 'nothing', random: new Random(options.seed ?? 3) },
  });
const everySingle = contextsFrom(
  Array.from({ length: ITEMS }, (_, item) => ({ user: -1, items: Int32Array.of(item), lengths: [1] })),
);
/** How often an item of the history's group is ranked first. */
const knowsGroups = (scorer: Scorer) => {
  const { items } = storeTeacher({ teacher: scorer, contexts: everySingle, k: 1, exclude: 'seen' });
  return items.filter((best, item) => groupOf(best) === groupOf(item)).length / ITEMS;
};
function studentOf({ examples, teacher }: Lessons): MeanOfHistoryModel {
  const student = new MeanOfHistoryModel({
    ...{ items: ITEMS, dimensions: 4, decay: 1, dropout: 0, withIds: true, itemText: null },
    random: new Random(4),
  });
  let left = 0;
  distillRanking({
    ...{
      student,
      examples,
      teachers: [teacher],
      method: fullKl({ temperature: 1 }),
      alpha: 1,
      hardWeight: 0,
    },
    ...{ validate: () => --left, epochs: 25, patience: 99, batchSize: 10, learningRate: 0.05 },
    ...{ weightDecay: 0, seed: 5 },
  });
  return student;
}

/** Real lessons over users, with items that no synthetic history here holds in this order. */
function realLessons(): Lessons {
  const contexts = contextsFrom(
    histories.map((items, user) => ({ user, items: Int32Array.from(items), lengths: [1, 2] })),
  );
  const targets = Int32Array.from(histories.flatMap((items) => items.slice(1)));
  const teacher = storeTeacher({ teacher: scorerOf(vae), contexts, k: ITEMS, exclude: 'nothing' });
  return { examples: { contexts, targets }, teacher };
}

describe('multVaeHistories', () => {
  it('makes up histories of different items, nearly always of one group, by nobody', () => {
    const { sequences, users, rows, lengths } = multVaeHistories(vae)({
      ...{ count: 40, length: LENGTH, random: new Random(6) },
    });
    expect([...new Set(users)]).toEqual([-1]);
    expect([...lengths.subarray(0, 4)]).toEqual([1, 2, 3, 1]);
    expect(rows.length).toBe(120);
    const made = Array.from({ length: 40 }, (_, s) => [...sequences.subarray(3 * s, 3 * s + 3)]);
    expect(made.every((items) => new Set(items).size === 3)).toBe(true);
    const ofOneGroup = made.filter((items) => new Set(items.map(groupOf)).size === 1).length;
    // Of three items drawn alike, one history in seven would be.
    expect(ofOneGroup).toBeGreaterThan(24);
    expect(new Set(made.map(([first]) => groupOf(first))).size).toBe(2);
  });

  it('draws in proportion to the softmax, without replacement', () => {
    const biased = new MultVae({ items: 3, dimensions: 1, latent: 1, dropout: 0, random: new Random(1) });
    for (const parameter of biased.parameters) parameter.assign(new Float32Array(parameter.size));
    biased.parameters.at(-1)?.assign(Float32Array.of(Math.log(0.6), Math.log(0.3), Math.log(0.1)));
    const { sequences } = multVaeHistories(biased)({ count: 2000, length: 2, random: new Random(7) });
    const share = (first: number, second: number) =>
      Array.from({ length: 2000 }, (_, s) => s).filter(
        (s) => sequences[2 * s] === first && sequences[2 * s + 1] === second,
      ).length / 2000;
    expect(share(0, 1)).toBeCloseTo(0.6 * (0.3 / 0.4), 1);
    expect(share(1, 0)).toBeCloseTo(0.3 * (0.6 / 0.7), 1);
    biased.dispose();
    expect(() => multVaeHistories(vae)({ count: 1, length: 9, random: new Random(1) })).toThrow(/at most/);
  });
});

describe('data-free lessons', () => {
  it('bring a student near its teacher, from either source of histories, and with roles swapped they do not', () => {
    expect(knowsGroups(scorerOf(vae))).toBe(1);
    const ranker: HistorySource = (drawn) => drawHistories({ teacher: scorerOf(vae), k: 3, ...drawn });
    for (const source of [multVaeHistories(vae), ranker]) {
      const student = studentOf(lessonsOf(source));
      expect(knowsGroups(scorerOf(student))).toBe(1);
      student.dispose();
    }
    const opposite: Scorer = {
      items: ITEMS,
      score: (contexts) =>
        scorerOf(vae)
          .score(contexts)
          .map((z) => -z),
    };
    const misled = studentOf(lessonsOf(multVaeHistories(vae), { teacher: opposite }));
    expect(knowsGroups(scorerOf(misled))).toBeLessThan(0.5);
    misled.dispose();
  });

  it('name the next drawn item as what came next, or nothing', () => {
    const source: HistorySource = ({ count }) =>
      contextsFrom(
        Array.from({ length: count }, () => ({
          user: -1,
          items: Int32Array.of(5, 6, 7),
          lengths: [1, 2, 3],
        })),
      );
    const options = { source, teacher: scorerOf(vae), count: 1, length: 3, k: 2, exclude: 'seen' as const };
    const random = new Random(1);
    const drawn = syntheticLessons({ ...options, targets: 'drawn', random });
    expect([...drawn.examples.targets]).toEqual([6, 7, -1]);
    expect([...syntheticLessons({ ...options, targets: 'none', random }).examples.targets]).toEqual([
      -1, -1, -1,
    ]);
    expect(drawn.teacher.contexts).toBe(3);
    expect(() => syntheticLessons({ ...options, targets: 'none', random, epochs: 1 } as never)).toThrow(
      /unknown option "epochs"/,
    );
  });
});

describe('mixLessons', () => {
  const mix = { count: 8, random: new Random(8) };

  it('does not look at a real row where the share is 1', () => {
    const synthetic = lessonsOf(multVaeHistories(vae));
    const guarded = new Proxy({} as Lessons, {
      get: (_, name) => {
        throw new Error(`a real row was read: ${String(name)}`);
      },
    });
    const mixed = mixLessons({ ...mix, real: guarded, synthetic, share: 1 });
    expect([...new Set(mixed.examples.contexts.users)]).toEqual([-1]);
    expect(mixed.examples.contexts.users.length).toBe(8);
    expect(() => mixLessons({ ...mix, real: guarded, synthetic, share: 0.5 })).toThrow(/a real row was read/);
    const none = mixLessons({ ...mix, random: new Random(8), real: null, synthetic, share: 1 });
    const again = mixLessons({ ...mix, random: new Random(8), real: guarded, synthetic, share: 1 });
    expect(again).toEqual(none);
  });

  it.each([0, 0.25, 0.5, 1])('takes that share of the sequences: %s', (share) => {
    const mixed = mixLessons({
      ...mix,
      real: realLessons(),
      synthetic: lessonsOf(multVaeHistories(vae)),
      share,
    });
    const { users } = mixed.examples.contexts;
    expect(users.length).toBe(8);
    expect(users.filter((user) => user < 0).length).toBe(8 * share);
  });

  it("keeps each query's target and its teacher's word", () => {
    const [real, synthetic] = [realLessons(), lessonsOf(multVaeHistories(vae))];
    const { examples, teacher } = mixLessons({ ...mix, real, synthetic, share: 0.5 });
    const again = storeTeacher({
      ...{ teacher: scorerOf(vae), contexts: examples.contexts, k: ITEMS, exclude: 'nothing' },
    });
    expect(teacher.items).toEqual(again.items);
    teacher.logits.forEach((logit, at) => {
      expect(logit).toBeCloseTo(again.logits[at], 4);
    });
    const { rows, users, sequences, width, lengths } = examples.contexts;
    examples.targets.forEach((target, query) => {
      const user = users[rows[query]];
      if (user >= 0) expect(target).toBe(histories[user][lengths[query]]);
      else if (lengths[query] < LENGTH) expect(target).toBe(sequences[rows[query] * width + lengths[query]]);
    });
  });

  it('refuses shares and counts that cannot be, lists of different lengths, and unknown options', () => {
    const [real, synthetic] = [realLessons(), lessonsOf(multVaeHistories(vae))];
    const options = { ...mix, real, synthetic, share: 0.5 };
    expect(() => mixLessons({ ...options, share: 2 })).toThrow(/share must be from 0 to 1, found 2/);
    expect(() => mixLessons({ ...options, share: 0, count: 9 })).toThrow(/9 real sequences, found 8/);
    expect(() => mixLessons({ ...options, real: null })).toThrow(/4 real sequences, found 0/);
    const shorter = { ...real, teacher: { ...real.teacher, k: 4 } };
    expect(() => mixLessons({ ...options, real: shorter })).toThrow(/k of 4 and 8/);
    expect(() => mixLessons({ ...options, mix: 1 } as never)).toThrow(/unknown option "mix"/);
  });
});
