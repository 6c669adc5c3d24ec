import { describe, expect, test } from 'vitest';
import type { SweepDescription } from '../../../src/sweep/description/sweep-description';
import type { Job, JobResult } from '../../../src/sweep/job';
import { planSweep } from '../../../src/sweep/plan/plan-sweep';
import { resultOf, someDescription, someGround } from '../some-description';

/** Goes through a sweep in which each trial's validation is what the test says; null where it is lost. */
function played(
  description: SweepDescription,
  validation: (job: Job) => number | null | 'lost',
  ground = someGround(),
) {
  const planner = planSweep({ description, ground, threads: 1 });
  const results = new Map<string, JobResult>();
  const lost = new Set<string>();
  const order: Job[] = [];
  const expected: number[] = [];
  for (;;) {
    const plan = planner({ results, lost });
    expected.push(plan.expected);
    const open = plan.jobs.filter(({ key }) => !results.has(key) && !lost.has(key));
    if (open.length === 0) return { order, lost, expected };
    for (const job of open) {
      order.push(job);
      const found = job.kind === 'trial' ? validation(job) : 0;
      if (found === 'lost') lost.add(job.key);
      else results.set(job.key, resultOf(job, { validationRmse: found }));
    }
  }
}

const ofKind = (jobs: readonly Job[], kind: Job['kind']) => jobs.filter((job) => job.kind === kind);
const seedOf = (job: Job) => job.settings.seed as number;
const decayOf = (job: Job) => job.settings.weightDecay as number;
const methodOf = (job: Job) => job.settings.method as string;

describe('planSweep', () => {
  test('a grid is a teacher, all combinations that a method reads, and one final job of what validation chose', () => {
    const { order, expected } = played(someDescription(), (job) =>
      methodOf(job) === 'scratch'
        ? decayOf(job)
        : Math.abs((job.settings.temperature as number) - 2) + decayOf(job),
    );
    // scratch: 2 decays; distilled: 2 decays x 2 temperatures
    expect(ofKind(order, 'trial')).toHaveLength(6);
    const [teacher] = ofKind(order, 'teacher');
    expect(ofKind(order, 'trial').every(({ needs }) => needs.join() === teacher.key)).toBe(true);
    const finals = ofKind(order, 'final');
    expect(finals).toHaveLength(1);
    expect(finals[0].settings.chosen).toMatchObject([
      { method: 'scratch', weightDecay: 0.1, temperature: 1, alpha: 0 },
      { method: 'distilled', weightDecay: 0.1, temperature: 2, alpha: 3 },
    ]);
    expect(finals[0].settings.seeds).toEqual([1, 2]);
    expect(finals[0].needs).toHaveLength(3);
    expect(expected).toEqual([8, 8, 8]);
  });

  test('a setting is judged by its mean over the search seeds', () => {
    const description = someDescription({ seeds: { search: [1, 2], final: [1] } });
    // 0.1: 1.0 and 3.0, mean 2.0; 0.2: 1.9 and 1.9, mean 1.9
    const { order } = played(description, (job) => (decayOf(job) === 0.2 ? 1.9 : seedOf(job) === 1 ? 1 : 3));
    const [{ settings }] = ofKind(order, 'final');
    expect(settings.chosen).toMatchObject([{ weightDecay: 0.2 }, { weightDecay: 0.2 }]);
  });

  test('settings that diverged or were lost are never chosen', () => {
    const { order } = played(someDescription(), (job) =>
      decayOf(job) === 0.1 ? (methodOf(job) === 'scratch' ? null : 'lost') : 5,
    );
    const [{ settings }] = ofKind(order, 'final');
    expect(settings.chosen).toMatchObject([{ weightDecay: 0.2 }, { weightDecay: 0.2 }]);
  });

  test('a student none of whose settings came through by some method has no final job', () => {
    const { order } = played(someDescription(), (job) => (methodOf(job) === 'scratch' ? 'lost' : 1));
    expect(ofKind(order, 'final')).toEqual([]);
  });

  test('each fold has its own teacher and chooses by its own validation', () => {
    const folds = ['u1', 'u2'].map((fold) => ({ fold, words: [`--folds=${fold}`] }));
    const best = { u1: 0.1, u2: 0.2 } as const;
    const { order } = played(
      someDescription({ folds: ['u1', 'u2'] }),
      (job) => Math.abs(decayOf(job) - best[job.settings.fold as 'u1' | 'u2']),
      someGround({ folds }),
    );
    expect(ofKind(order, 'teacher').map(({ settings }) => settings.fold)).toEqual(['u1', 'u2']);
    const chosen = ofKind(order, 'final').map(({ settings }) => settings.chosen);
    expect(chosen).toMatchObject([
      [{ weightDecay: 0.1 }, {}],
      [{ weightDecay: 0.2 }, {}],
    ]);
  });

  test('halving keeps the best third of each rung by validation, as by hand', () => {
    // nine decays, rungs of 2, 4 and all epochs, eta 3: 9, 3 and 1 of them
    const weightDecays = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const description = someDescription({
      space: { learningRates: [0.01], weightDecays, temperatures: [1], alphas: [1] },
      search: { kind: 'halving', eta: 3, rungs: [2, 4], start: { kind: 'grid' } },
    });
    // with few epochs 5, 6 and 7 look best; with 4 epochs 7 is
    const few = (decay: number) => Math.abs(decay - 6);
    const more = (decay: number) => Math.abs(decay - 7.4);
    const { order, expected } = played(description, (job) =>
      job.settings.epochs === 2 ? few(decayOf(job)) : more(decayOf(job)),
    );
    const scratch = ofKind(order, 'trial').filter((job) => methodOf(job) === 'scratch');
    const rung = (epochs: number | null) =>
      scratch
        .filter(({ settings }) => settings.epochs === epochs)
        .map(decayOf)
        .sort();
    expect(rung(2)).toEqual(weightDecays);
    expect(rung(4)).toEqual([5, 6, 7]);
    expect(rung(null)).toEqual([7]);
    expect(ofKind(order, 'final')[0].settings.chosen).toMatchObject([{ weightDecay: 7 }, { weightDecay: 7 }]);
    // a teacher, twice 9 + 3 + 1 trials, a final job; known from the beginning
    expect(new Set(expected)).toEqual(new Set([28]));
  });

  test('halving of rankings keeps the largest, as more is better there', () => {
    const description = someDescription({
      task: 'ranking',
      search: { kind: 'halving', eta: 2, rungs: [1], start: { kind: 'grid' } },
    });
    const planner = planSweep({ description, ground: someGround(), threads: 1 });
    const first = planner({ results: new Map(), lost: new Set() }).jobs;
    const results = new Map(first.map((job) => [job.key, resultOf(job, { validationNdcg10: decayOf(job) })]));
    const later = planner({ results, lost: new Set() }).jobs.filter(
      ({ settings }) => settings.epochs === null,
    );
    expect(later.filter((job) => methodOf(job) === 'scratch').map(decayOf)).toEqual([0.2]);
  });

  test('drawn settings lie within their ranges, are drawn by the seed, and shared by all methods', () => {
    const space = {
      learningRates: { from: 1e-4, to: 1e-1, scale: 'log' as const },
      weightDecays: { from: 0, to: 2, scale: 'linear' as const },
      temperatures: [1, 2, 4],
      alphas: [1],
    };
    const trials = (seed: number) =>
      ofKind(
        played(someDescription({ space, search: { kind: 'random', count: 200, seed } }), () => 1).order,
        'trial',
      );
    const rates = (jobs: readonly Job[], method: string) =>
      jobs.filter((job) => methodOf(job) === method).map(({ settings }) => settings.learningRate as number);
    const first = trials(1);
    expect(rates(first, 'scratch')).toEqual(rates(first, 'distilled'));
    expect(rates(first, 'scratch')).toEqual(rates(trials(1), 'scratch'));
    expect(rates(first, 'scratch')).not.toEqual(rates(trials(2), 'scratch'));
    const logs = rates(first, 'scratch').map(Math.log10);
    expect(Math.min(...logs)).toBeGreaterThanOrEqual(-4);
    expect(Math.max(...logs)).toBeLessThanOrEqual(-1);
    // uniform over [-4, -1]: mean -2.5, standard error 3 / sqrt(12 * 200) = 0.061
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    expect(Math.abs(mean + 2.5)).toBeLessThan(4 * 0.061);
    expect(new Set(first.map(({ settings }) => settings.temperature))).toEqual(new Set([1, 2, 4]));
  });

  test('a job keeps its key whatever stands beside it, and changes it with data or code', () => {
    const keys = (more: Parameters<typeof someGround>[0], description = someDescription()) =>
      new Set(played(description, () => 1, someGround(more)).order.map(({ key }) => key));
    const plain = keys({});
    const wider = someDescription({ name: 'other' });
    expect(keys({}, wider)).toEqual(plain);
    for (const more of [{ dataHash: 'other' }, { codeVersion: 'other' }])
      expect([...keys(more)].some((key) => plain.has(key))).toBe(false);
  });

  test('an axis that a method reads must be given', () => {
    const { temperatures: _, ...space } = someDescription().space;
    expect(() => played(someDescription({ space }), () => 1)).toThrow('"distilled" reads "temperatures"');
  });
});
