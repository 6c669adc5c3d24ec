import { expect, test } from 'vitest';
import { type SimulatedCosts, simulate } from '../../../bench/ray-simulate-work';

const free: SimulatedCosts = {
  ...{ conductorMs: 0, submitMs: 0, startMs: 0, lookMs: 0, lookMsPerTrial: 0, pollMs: 1 },
  headPerSecond: 1e9,
};

test('where nothing costs anything, trials use all of the nodes’ time', () => {
  const flow = simulate({ costs: free, slots: 40, trialSeconds: 60, conductors: 1 });
  expect(flow.usedShare).toBeCloseTo(1, 2);
  expect(flow.trialsPerHour).toBeCloseTo((40 * 3600) / 60, -2);
});

test('a start of a third of a trial’s length leaves three quarters', () => {
  const flow = simulate({ costs: { ...free, startMs: 20_000 }, slots: 40, trialSeconds: 60, conductors: 2 });
  // durations are drawn, a thousand of them
  expect(flow.usedShare / (60 / 80)).toBeGreaterThan(0.98);
  expect(flow.usedShare / (60 / 80)).toBeLessThan(1.02);
});

test('a head that takes ten trials a second passes no more, whatever the nodes', () => {
  const costs = { ...free, headPerSecond: 10 };
  const flow = simulate({ costs, slots: 1000, trialSeconds: 60, conductors: 4 });
  expect(flow.trialsPerHour / 3600).toBeCloseTo(10, 1);
});

test('a conductor that spends 100 ms on a trial passes ten a second, and four pass forty', () => {
  const costs = { ...free, conductorMs: 100 };
  const of = (conductors: number) =>
    simulate({ costs, slots: 3000, trialSeconds: 60, conductors }).trialsPerHour / 3600;
  expect(of(1)).toBeCloseTo(10, 0);
  expect(of(4) / 40).toBeCloseTo(1, 1);
});
