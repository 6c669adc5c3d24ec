import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../../src/errors';
import type { PipelineEvent } from '../../../src/pipeline';
import {
  countSteps,
  type MeasuredRow,
  type PlainChoice,
  type RunStrategiesOptions,
  runStrategies,
  type StrategyRow,
  type TrainCaseOptions,
} from '../../../src/pipeline/strategies';
import { type MadeMaterial, type MadeModel, madeCase, madeTask, modelsAlive } from './made-task';

let folder: string;
let resultsPath: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strategies-'));
  resultsPath = join(folder, 'trainings.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const cases = [
  madeCase('good', { mild: 1.05, strong: 0.95, wild: Number.NaN }),
  madeCase('bad', { only: 1.2 }),
  madeCase('same', { only: 1 + 0.1 / 3 }),
  madeCase('unable', { only: 0 }, { excuse: (_, student) => `no hidden layer in ${student}` }),
  madeCase(
    'refused',
    {},
    {
      variants: {
        only: () => {
          throw new InputError('refused: no features');
        },
      },
    },
  ),
  madeCase(
    'few',
    { only: 1.05 },
    {
      plainVariant: { name: 'plain on as few labels', train: madeCase('few plain', { x: 1.15 }).variants.x },
    },
  ),
];

function run(material: MadeMaterial, more: Partial<RunStrategiesOptions<MadeMaterial, MadeModel>> = {}) {
  return runStrategies({
    ...{ dataset: 'made', task: madeTask, material, students: ['a'], cases, seeds: [1, 2, 3, 4] },
    ...{ resultsPath, ...more },
  });
}

function rowOf(rows: readonly StrategyRow[], strategy: string): MeasuredRow {
  return rows.find((row) => row.strategy === strategy) as MeasuredRow;
}

test('what helps, hurts and makes no difference is told apart, each against plain distillation', async () => {
  const rows = await run({ log: [] });
  expect(rowOf(rows, 'good')).toMatchObject({
    ...{ verdict: 'helps', variant: 'strong', tried: 3, excuse: null, weights: 7 },
    opponent: { name: 'plain distillation' },
  });
  const { difference, interval, distilled, plain, scratch, p, pScratch } = rowOf(rows, 'good');
  expect(difference).toBeCloseTo(plain - distilled, 12);
  expect(plain).toBeCloseTo(0.9 + 0.1 + 0.1 / 3, 2);
  expect(scratch).toBeCloseTo(1.2, 2);
  for (const ends of [interval.seeds, interval.units]) {
    expect(ends?.low).toBeLessThan(difference);
    expect(ends?.high).toBeGreaterThan(difference);
    expect(ends?.low).toBeGreaterThan(0);
  }
  expect(Math.max(p, pScratch)).toBeLessThan(0.001);
  expect(rowOf(rows, 'good').findings).toEqual({ doubled: 5 });
  expect(rowOf(rows, 'good').extra.error).toBeCloseTo(distilled, 2);
  expect(rowOf(rows, 'bad')).toMatchObject({ verdict: 'hurts' });
  expect(rowOf(rows, 'bad').difference).toBeLessThan(0);
  expect(rowOf(rows, 'same')).toMatchObject({ verdict: 'no difference' });
});

test('a strategy with an opponent of its own is held against that one', async () => {
  const { opponent, difference, verdict, plain } = rowOf(await run({ log: [] }), 'few');
  expect(opponent.name).toBe('plain on as few labels');
  expect(opponent.value).toBeCloseTo(1.15, 2);
  expect(difference).toBeCloseTo(0.1, 2);
  expect([verdict, plain < 1.05]).toEqual(['helps', true]);
});

test('a strategy with settings of its own has them searched for itself and each of its opponents apart', async () => {
  /** Off by `error`, and by its distance from the decay that suits it. */
  const suited = (name: string, error: number, best: number) => ({
    name,
    train: ({ material, seed, plain: { weightDecay } }: TrainCaseOptions<MadeMaterial>) =>
      madeCase(name, { x: error + Math.abs(weightDecay - best) }).variants.x({ material, seed } as never),
  });
  const own = suited('own', 1, 3);
  const few = {
    ...madeCase('searched', {}, { variants: { only: own.train } }),
    plainVariant: suited('plain few', 1.1, 10),
    scratchVariant: suited('scratch few', 1.3, 1),
    settings: (from: PlainChoice) => [0, 1, 3, 10].map((weightDecay) => ({ ...from, weightDecay })),
  };
  const material = { log: [] as string[] };
  const options = { task: madeTask, material, students: ['a'], cases: [few], seeds: [1, 2, 3, 4] };
  const row = rowOf(await run(material, options), 'searched');
  expect(row).toMatchObject({ variant: 'only', tried: 4, weightDecay: 3 });
  expect(row.opponent).toMatchObject({ name: 'plain few', weightDecay: 10 });
  expect(row.ownScratch).toMatchObject({ name: 'scratch few', weightDecay: 1 });
  expect(row.distilled).toBeCloseTo(1, 2);
  expect(row.difference).toBeCloseTo(0.1, 2);
  expect(row.ownScratch?.value).toBeCloseTo(1.3, 2);
  expect(row.pScratch).toBeLessThan(0.001);
  const trainings = (name: string) => material.log.filter((line) => line.startsWith(`train ${name}, x`));
  for (const name of ['own', 'plain few', 'scratch few']) expect(trainings(name)).toHaveLength(4 + 3);
  expect(material.log.lastIndexOf('validate')).toBeLessThan(material.log.indexOf('open test'));
  expect(modelsAlive()).toBe(0);
  expect(countSteps(options)).toBe(2 + 4 + 1 + 4 + 2 * 4 + (2 + 1 + 2) * 4);
});

test('what cannot run is a row with its excuse', async () => {
  const rows = await run({ log: [] });
  expect(rows.map(({ strategy }) => strategy)).toEqual(cases.map(({ strategy }) => strategy));
  expect(rowOf(rows, 'unable').excuse).toBe('no hidden layer in a');
  expect(rowOf(rows, 'refused').excuse).toBe('refused: no features');
});

test('the test part is opened once, when all is chosen for all students, and no model is left', async () => {
  const material = { log: [] as string[] };
  const before = modelsAlive();
  await run(material, { students: ['a', 'b'] });
  const { log } = material;
  expect(log.filter((line) => line === 'open test')).toHaveLength(1);
  expect(log.lastIndexOf('validate')).toBeLessThan(log.indexOf('open test'));
  expect(modelsAlive()).toBe(before);
});

test('the first seed is trained once for choice and measurement', async () => {
  const material = { log: [] as string[] };
  await run(material, { cases: cases.slice(0, 2) });
  const trainings = (name: string) => material.log.filter((line) => line.startsWith(`train ${name}`));
  expect(trainings('good, strong')).toEqual([1, 2, 3, 4].map((seed) => `train good, strong ${seed}`));
  expect(trainings('good, mild')).toHaveLength(1);
  expect(trainings('scratch')).toHaveLength(2 + 3);
  expect(trainings('plain')).toHaveLength(4 + 3);
});

test('a run that is killed anywhere goes on to the rows of one that was not', async () => {
  const whole = await run({ log: [] }, { resultsPath: join(folder, 'whole.jsonl') });
  let trained = 0;
  for (let kills = 0; ; kills++) {
    const material = { log: [] as string[], killAfter: 4 };
    const rows = await run(material).catch((error: Error) => error.message);
    trained += material.log.filter((line) => line.startsWith('train')).length;
    if (rows === 'killed') continue;
    expect(kills).toBeGreaterThan(3);
    expect(rows).toEqual(whole);
    break;
  }
  const again = { log: [] as string[] };
  expect(await run(again)).toEqual(whole);
  expect(again.log).toEqual(['open test']);
  expect(trained).toBeGreaterThan(20);
});

test('trainings on other data are not found', async () => {
  await run({ log: [] });
  const other = { log: [] as string[], hash: 'other' };
  await run(other);
  expect(other.log).toContain('train good, strong 4');
});

test('a line that was cut is done again, and any other damage is told with its line', async () => {
  const rows = await run({ log: [] });
  const text = readFileSync(resultsPath, 'utf8');
  writeFileSync(resultsPath, text.slice(0, -20));
  expect(await run({ log: [] })).toEqual(rows);
  writeFileSync(resultsPath, `nonsense\n${text}`);
  await expect(run({ log: [] })).rejects.toThrow(`${resultsPath}:1: expected a finished training`);
});

test('progress goes from the first step to the last', async () => {
  const events: PipelineEvent[] = [];
  await run({ log: [] }, { onEvent: (event) => events.push(event) });
  const steps = events.flatMap((event) => (event.kind === 'progress' ? [event] : []));
  expect(steps.length).toBeGreaterThan(20);
  expect(steps.map(({ done }) => done)).toEqual(steps.map((_, i) => i + 1));
  expect(steps.at(-1)?.done).toBeLessThanOrEqual(steps[0].total);
});

test.each([
  [{ seeds: [] }, 'seeds is empty'],
  [{ students: [] }, 'students is empty'],
  [{ cases: [] }, 'cases is empty'],
  [{ cases: [cases[0], cases[0]] }, 'two cases are called "good"'],
  [{ cases: [madeCase('none', {})] }, '"none" has no variant'],
  [{ sseeds: [1] }, 'unknown option "sseeds"; did you mean "seeds"?'],
])('%j is refused', async (more, problem) => {
  await expect(run({ log: [] }, more as never)).rejects.toThrow(problem);
});
