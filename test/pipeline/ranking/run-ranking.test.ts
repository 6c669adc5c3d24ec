import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contextsOf } from '../../../src/data/build-contexts';
import { historyOf } from '../../../src/data/sequences';
import { splitLeaveOneOut } from '../../../src/data/splits/leave-one-out';
import { loadRankingModel } from '../../../src/models/ranking/load-ranking-model';
import { scorerOf } from '../../../src/models/ranking/score-model';
import {
  methodNames,
  type RankingResult,
  type RankingSettings,
  runRanking,
} from '../../../src/pipeline/ranking';
import { ring } from './ring-data';

const ITEMS = 40;

const settings: RankingSettings = {
  maxLength: 6,
  mostQueries: null,
  teacher: {
    kinds: ['text-sequential'],
    members: 2,
    dimensions: 16,
    layers: 1,
    heads: 2,
    dropout: 0.1,
    epochs: 12,
    patience: 12,
    batchSize: 16,
    learningRate: 0.01,
    weightDecay: 0.01,
    maxTokens: 16,
    textTuning: null,
    textDecay: 0.6,
    pairDecay: 0.7,
    pairWindow: 3,
    memberWeights: [0, 1],
    textWeights: [0],
    pairWeights: [0, 0.1],
  },
  student: {
    students: ['sasrec', 'mean-of-history', 'mf'],
    dimensions: 8,
    layers: 1,
    heads: 1,
    dropout: 0.1,
    epochs: 4,
    patience: 4,
    batchSize: 32,
    learningRates: [0.01],
    weightDecays: [0.01],
  },
  distillation: {
    methods: ['catalogue-kl'],
    temperatures: [1, 2],
    alphas: [1],
    hardWeights: [0, 1],
    k: 10,
    drawnHistories: 60,
    drawnLength: 4,
  },
  seeds: [1, 2],
};

describe('every method of the literature', () => {
  it.each(methodNames)('trains a student through the whole way: %s', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'recdistill-method-'));
    const data = ring({ users: 30, length: 6, items: ITEMS });
    const { student, distillation } = settings;
    const before = tf.memory().numTensors;
    const { rows } = await runRanking({
      data,
      split: splitLeaveOneOut({ data }),
      settings: {
        ...settings,
        teacher: { ...settings.teacher, epochs: 2, members: 1 },
        student: { ...student, students: ['sasrec'], epochs: 1 },
        distillation: { ...distillation, methods: [name], temperatures: [1], drawnHistories: 10, k: 12 },
        seeds: [1],
      },
      seed: 1,
      seenItems: 'kept',
      textSource: 'none',
      cacheFolder: folder,
      outFolder: folder,
    });
    expect(rows.map(({ method }) => method)).toEqual(['scratch', name]);
    expect(rows[1].ndcg10).not.toBe(rows[0].ndcg10);
    expect(tf.memory().numTensors).toBe(before);
    rmSync(folder, { recursive: true });
  });
});

describe('runRanking', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recdistill-ranking-'));
  let result: RankingResult;
  let again: RankingResult;
  let tensors: [number, number];

  beforeAll(async () => {
    const data = ring({ users: 80, length: 7, items: ITEMS });
    const run = (out: string) =>
      runRanking({
        data,
        split: splitLeaveOneOut({ data }),
        settings,
        seed: 1,
        seenItems: 'masked',
        textSource: 'none',
        cacheFolder: join(folder, 'cache'),
        outFolder: join(folder, out),
        command: 'npx recdistill distill --task ranking --student sasrec',
      });
    const before = tf.memory().numTensors;
    result = await run('out');
    tensors = [before, tf.memory().numTensors];
    again = await run('out');
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('teaches what comes next far better than popularity does', () => {
    const popularity = result.controls.find(({ name }) => name === 'popularity');
    expect(result.teacher.ndcg10).toBeGreaterThan(0.5);
    expect(result.teacher.ndcg10).toBeGreaterThan(2 * (popularity?.ndcg10 ?? 1));
  });

  it('has a row from scratch and one a method for each student, with every seed', () => {
    expect(result.rows.map(({ student, method }) => `${student} ${method}`)).toEqual(
      settings.student.students.flatMap((name) => [`${name} scratch`, `${name} catalogue-kl`]),
    );
    for (const row of result.rows) {
      expect(row.seeds).toEqual([1, 2]);
      expect(row.bySeed).toHaveLength(2);
      expect(row.ndcg10).toBeCloseTo((row.bySeed[0].ndcg10 + row.bySeed[1].ndcg10) / 2, 12);
    }
  });

  it('asks the teacher of every training position and of every place that it drew', () => {
    expect(result.softTargets.contexts).toBe(80 * (7 - 2 - 1) + 60 * 4);
    expect(result.queries).toMatchObject({ training: 80 * 4, trainingInAll: 80 * 4 });
  });

  it('holds each method against the same student from scratch, by the more doubtful test', () => {
    const [scratch, distilled] = result.rows;
    expect(scratch.p).toBeNull();
    expect(distilled.scratchNdcg10).toBe(scratch.ndcg10);
    expect(distilled.tests?.users.count).toBe(80);
    expect(distilled.tests?.users.meanDifference).toBeCloseTo(distilled.ndcg10 - scratch.ndcg10, 12);
    expect(distilled.p).toBe(Math.max(distilled.tests?.users.p ?? 0, distilled.tests?.seeds?.p ?? 0));
  });

  it('names the command of each row alone', () => {
    expect(result.rows[1].command).toBe(
      'npx recdistill distill --task ranking --student sasrec --methods catalogue-kl',
    );
  });

  it('goes on from what is finished, to the same figures', () => {
    const figures = ({ rows, teacher }: RankingResult) => ({
      rows: rows.map(({ bySeed }) => bySeed),
      teacher: teacher.ndcg10,
    });
    expect(figures(again)).toEqual(figures(result));
    expect(again.searches).toEqual(result.searches);
  });

  it('keeps each row’s model of the first seed, which gives the row’s figure again', async () => {
    const { interactions } = ring({ users: 80, length: 7, items: ITEMS });
    for (const { student, method, bySeed } of result.rows) {
      const saved = join(folder, 'out', 'models', `${student}-${method}`);
      const { model, histories, description } = await loadRankingModel({ folder: saved });
      const { maxLength } = description;
      const users = Int32Array.from({ length: 80 }, (_, user) => user);
      const scores = scorerOf(model).score(contextsOf({ sequences: histories, users, maxLength }));
      let sum = 0;
      users.forEach((user) => {
        const own = scores.subarray(user * ITEMS, (user + 1) * ITEMS);
        // The last of a user's seven rows is the one that was held out for the end.
        const target = interactions.items[7 * user + 6];
        const seen = historyOf(histories, user);
        expect(seen).toHaveLength(6);
        const better = own.filter((score, item) => score > own[target] && !seen.includes(item)).length;
        if (better < 10) sum += 1 / Math.log2(better + 2);
      });
      expect(description.leavesOutHistory).toBe(true);
      expect(sum / 80).toBeCloseTo(bySeed[0].ndcg10, 5);
      model.dispose();
    }
  });

  it('leaves no tensor behind', () => {
    expect(tensors[1]).toBe(tensors[0]);
  });
});
