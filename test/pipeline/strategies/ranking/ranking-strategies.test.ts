import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scorerOf } from '../../../../src/models/ranking/score-model';
import { countSteps, runStrategies } from '../../../../src/pipeline/strategies';
import {
  type RankingStrategyMaterial,
  rankingAblation,
  rankingCases,
} from '../../../../src/pipeline/strategies/ranking';
import { fewLabels, labelledAlone } from '../../../../src/pipeline/strategies/ranking/few-labels';
import { heardParts, mixedWord } from '../../../../src/pipeline/strategies/ranking/mixed-words';
import { tinyMaterial } from './tiny-material';

const plain = { learningRate: 0.02, weightDecay: 0.01, temperature: 1, alpha: 1 };
const folder = mkdtempSync(join(tmpdir(), 'recdistill-strategies-'));
let before: number;
let material: RankingStrategyMaterial;

beforeAll(async () => {
  before = tf.memory().numTensors;
  material = await tinyMaterial(folder);
});

afterAll(() => {
  material.dispose();
  rmSync(folder, { recursive: true });
  expect(tf.memory().numTensors).toBe(before);
});

async function scoresOf(train: (typeof rankingCases)[number]['variants'][string], given = material) {
  const tensors = tf.memory().numTensors;
  const trained = await train({ material: given, student: 'mean-of-history', plain, seed: 1 });
  const scores = scorerOf(trained.model).score(material.validation.contexts).slice();
  trained.model.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  return { scores, findings: trained.findings };
}

/** One pass over many students is plain distillation itself. */
const others = rankingCases.filter(({ family }) => family !== 'one teacher, many students');

describe('one pass over many students', () => {
  it('gives each the weights of its twin, and the one looked at those of plain distillation', async () => {
    const [{ variants }] = rankingCases.filter(({ family }) => family === 'one teacher, many students');
    const { scores, findings } = await scoresOf(Object.values(variants)[0]);
    expect(scores).toEqual((await scoresOf(rankingAblation.trainPlain)).scores);
    expect(findings).toMatchObject({ students: 3, 'equal to their twins': 3 });
  });
});

describe('every strategy on rankings', () => {
  it.each(others.map((strategy) => [strategy.strategy, strategy] as const))(
    '%s trains by each of its variants, otherwise than plain distillation, and leaves no tensor',
    async (_, { variants, plainVariant, excuse }) => {
      expect(excuse?.(material, 'mean-of-history') ?? null).toBeNull();
      const opponent = await scoresOf(plainVariant?.train ?? rankingAblation.trainPlain);
      const all: Float32Array[] = [];
      for (const train of Object.values(variants)) {
        const { scores } = await scoresOf(train);
        expect(scores.every(Number.isFinite)).toBe(true);
        expect(scores).not.toEqual(opponent.scores);
        all.push(scores);
      }
      expect((await scoresOf(Object.values(variants)[0])).scores).toEqual(all[0]);
    },
  );

  it('no two are called alike, and each says its equation and paper', () => {
    const names = rankingCases.map(({ strategy }) => strategy);
    expect(new Set(names).size).toBe(names.length);
    for (const { equation, paper, about } of rankingCases)
      expect([equation, paper, about].every((text) => text.length > 8)).toBe(true);
  });

  it('says why where it cannot run', () => {
    const bare = { ...material, rated: null, source: null };
    const without = rankingCases.filter(({ excuse }) => excuse?.(bare, 'mf'));
    expect(without.map(({ family }) => family)).toEqual(
      expect.arrayContaining(['multi-task', 'cross-domain', 'generative']),
    );
    expect(new Set(without.map(({ family }) => family)).size).toBe(3);
  });
});

describe('synthetic histories', () => {
  /** The same material with another item behind every training query. */
  function otherLabels(): RankingStrategyMaterial {
    const { observed, soft } = material;
    const targets = observed.targets.map((target) => (target + 1) % 20);
    const examples = { ...soft.examples, targets };
    return { ...material, observed: { ...observed, targets }, soft: { ...soft, examples } };
  }
  const variantsOf = (name: string) =>
    Object.values(rankingCases.find(({ strategy }) => strategy === name)?.variants ?? {});

  it('of which all are made up leave the observed items out of the training', async () => {
    for (const train of variantsOf('data-free'))
      expect((await scoresOf(train, otherLabels())).scores).toEqual((await scoresOf(train)).scores);
  });

  it('of which half are real do not', async () => {
    for (const train of variantsOf('half-synthetic'))
      expect((await scoresOf(train, otherLabels())).scores).not.toEqual((await scoresOf(train)).scores);
  });
});

describe('few labels', () => {
  it('hide what came next for all but a share of the users', () => {
    const { targets } = fewLabels(material, 0.25);
    const users = new Set(
      Array.from(targets.keys())
        .filter((query) => targets[query] >= 0)
        .map((query) => material.observed.contexts.users[material.observed.contexts.rows[query]]),
    );
    expect(users.size).toBe(6);
    targets.forEach((target, query) => {
      const { contexts, targets: all } = material.observed;
      expect(target).toBe(users.has(contexts.users[contexts.rows[query]]) ? all[query] : -1);
    });
  });

  it('alone stand there as often as all queries would, each with what the teacher said of it', () => {
    const { examples, teacher } = labelledAlone(material, 0.25);
    const { soft } = material;
    expect(examples.targets.length).toBeCloseTo(soft.examples.targets.length, -1);
    expect(examples.targets.every((target) => target >= 0)).toBe(true);
    expect(teacher.items).toHaveLength(examples.targets.length * soft.teacher.k);
    const first = fewLabels(material, 0.25).targets.findIndex((target) => target >= 0);
    const { k } = soft.teacher;
    expect(teacher.items.slice(0, k)).toEqual(soft.teacher.items.slice(first * k, (first + 1) * k));
  });
});

describe('the words of several parts', () => {
  it('are those of one part where the rule listens to it alone', () => {
    const parts = heardParts(material);
    expect(parts.length).toBeGreaterThan(2);
    const word = mixedWord(material, ({ teachers }) => teachers[1]);
    const { contexts } = material.soft.examples;
    const { scorer, weight } = parts[1];
    const scores = scorer.score(contexts).subarray(0, scorer.items);
    const best = Math.max(...scores);
    expect(word.logits[0]).toBeCloseTo(weight * best, 5);
    expect(scores[word.items[0]]).toBe(best);
  });
});

describe('the ablation on rankings', () => {
  it('chooses variants on validation, opens the test part once, and finds finished trainings again', async () => {
    const cases = rankingCases.filter(({ strategy }) => ['alpha-schedule', 'labels-10%'].includes(strategy));
    const run = {
      ...{ dataset: 'ring', task: rankingAblation, material, cases, seeds: [1, 2] },
      ...{ students: ['mean-of-history'], resultsPath: join(folder, 'trainings.jsonl') },
    };
    // Scratch, plain, three variants; seven decays of one case, its opponent and its student from scratch; two seeds
    expect(countSteps(run)).toBe(1 + 1 + 3 + 3 * 7 + (2 + 2 + 2) * 2);
    const rows = await runStrategies(run);
    expect(rows.map(({ strategy, excuse }) => [strategy, excuse])).toEqual([
      ['alpha-schedule', null],
      ['labels-10%', null],
    ]);
    for (const row of rows) {
      if (row.excuse !== null) continue;
      expect(row.metric).toBe('NDCG@10');
      expect(row.bytes).toBe(4 * row.weights);
      expect(row.distilled).toBeGreaterThan(0);
      expect(row.difference).toBeCloseTo(row.distilled - row.opponent.value, 10);
    }
    await expect(runStrategies(run)).rejects.toThrow(/test part/);
  });
});
