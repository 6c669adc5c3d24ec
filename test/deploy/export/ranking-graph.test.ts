import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, it } from 'vitest';
import type { Contexts } from '../../../src/data/contexts';
import { rankingToOnnx } from '../../../src/deploy/export/onnx/ranking-graph';
import { InputError } from '../../../src/errors';
import { scorerOf } from '../../../src/models';
import { MultVae } from '../../../src/models/ranking/mult-vae';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { SelfAttentiveModel } from '../../../src/models/ranking/self-attentive-model';
import { Random } from '../../../src/random';
import { everyRankingModel } from '../../models/ranking/every-ranking-model';
import { shape } from '../../models/ranking/golden';
import { expectNear, type Feed, OnnxRun } from './run-onnx';
import { shaken } from './saved-models';

const { users, items, dimensions, heads, layers, maxLength } = shape;
const attention = { items, dimensions, heads, layers, maxLength, dropout: 0 };
const models: Readonly<Record<string, () => RankingModel>> = {
  ...everyRankingModel,
  'mult-vae': () => new MultVae({ items, dimensions, latent: 2, dropout: 0, random: new Random(1) }),
  'self-attentive with shared layers and compact ids': () =>
    new SelfAttentiveModel({
      ...{ ...attention, sharesLayers: true, withIds: true, itemText: null, random: new Random(1) },
      idRows: { kind: 'quotient-remainder', remainders: 2 },
    }),
};

/** Sequences of every length, the first one empty, some of users that nobody knows. */
function drawContexts(count: number, width: number, random: Random): Contexts {
  const lengths = Int32Array.from({ length: count }, (_, row) => (row === 0 ? 0 : 1 + random.integer(width)));
  const sequences = new Int32Array(count * width).fill(-1);
  lengths.forEach((length, row) => {
    for (let place = 0; place < length; place++) sequences[row * width + place] = random.integer(items);
  });
  const drawn = Int32Array.from({ length: count }, () => random.integer(users + 1) - 1);
  return { users: drawn, sequences, width, rows: Int32Array.from(drawn.keys()), lengths };
}

function feedsOf(inputs: readonly { name: string }[], contexts: Contexts): Record<string, Feed> {
  const batch = contexts.users.length;
  const all: Record<string, Feed> = {
    users: [contexts.users, [batch]],
    history: [contexts.sequences, [batch, contexts.width]],
    exclude: [contexts.sequences, [batch, contexts.width]],
  };
  return Object.fromEntries(inputs.map(({ name }) => [name, all[name]]));
}

/** The k best items that are not excluded, of equal scores the lower row first. */
function bestOf(scores: ArrayLike<number>, excluded: ReadonlySet<number>, k: number): number[] {
  return Array.from({ length: items }, (_, item) => item)
    .filter((item) => !excluded.has(item))
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, k);
}

describe.each(Object.entries(models))('%s as ONNX', (_, create) => {
  it('gives the scores of TensorFlow on random queries, whatever their number and length', async () => {
    const random = new Random(5);
    const model = shaken(create(), random);
    const before = tf.memory().numTensors;
    const { bytes, inputs } = rankingToOnnx({ model, topK: null, metadata: {} });
    expect(tf.memory().numTensors).toBe(before);
    const run = await OnnxRun.open(bytes);
    for (const [batch, width] of [
      [1, 1],
      [4, maxLength],
      [30, maxLength - 1],
    ]) {
      const contexts = drawContexts(batch, width, random);
      const found = await run.of(feedsOf(inputs, contexts));
      expectNear(found.scores, scorerOf(model).score(contexts));
    }
    await run.close();
    model.dispose();
  });

  it('ranks as TensorFlow does, without what is excluded', async () => {
    const random = new Random(6);
    const model = shaken(create(), random);
    const { bytes, inputs } = rankingToOnnx({ model, topK: 2, metadata: {} });
    const run = await OnnxRun.open(bytes);
    const contexts = drawContexts(12, 2, random);
    const { top_items: top, top_scores: best, scores } = await run.of(feedsOf(inputs, contexts));
    const expected = scorerOf(model).score(contexts);
    for (let row = 0; row < 12; row++) {
      const excluded = new Set(contexts.sequences.subarray(row * 2, row * 2 + 2));
      const ranking = bestOf(expected.subarray(row * items, (row + 1) * items), excluded, 2);
      expect(Array.from(top).slice(row * 2, row * 2 + 2)).toEqual(ranking);
      ranking.forEach((item, k) => {
        expect(best[row * 2 + k]).toBe(scores[row * items + item]);
      });
    }
    await run.close();
    model.dispose();
  });
});

describe('rankingToOnnx', () => {
  const model = models['self-attentive']();
  const ask = async (history: readonly number[], width: number, own: RankingModel = model) => {
    const run = await OnnxRun.open(rankingToOnnx({ model: own, topK: null, metadata: {} }).bytes);
    try {
      return await run.of({ history: [Int32Array.from(history), [history.length / width, width]] });
    } finally {
      await run.close();
    }
  };

  it.each([
    ['an item that is none', [items, -1]],
    ['a gap before the youngest item', [-1, 0]],
    ['a history beyond the places', Array(maxLength + 1).fill(0)],
  ])('has no answer for %s', async (_, history) => {
    await expect(ask(history, history.length)).rejects.toThrow(/out of data bounds/);
  });

  it('has no answer for a history beyond the places of a masked model', async () => {
    const masked = models['masked-item']();
    await expect(ask(Array(maxLength + 1).fill(0), maxLength + 1, masked)).rejects.toThrow(
      /out of data bounds/,
    );
    masked.dispose();
  });

  it('puts the lower row first where scores are equal', async () => {
    const even = models['matrix-factorization-ranking']();
    for (const parameter of even.parameters) parameter.assign(new Float32Array(parameter.size));
    const run = await OnnxRun.open(rankingToOnnx({ model: even, topK: 3, metadata: {} }).bytes);
    const found = await run.of({ users: [Int32Array.of(0), [1]], exclude: [Int32Array.of(1), [1, 1]] });
    expect(Array.from(found.top_items)).toEqual([0, 2, 3]);
    await run.close();
    even.dispose();
  });

  it('refuses a top list longer than the catalogue, and unknown options', () => {
    expect(() => rankingToOnnx({ model, topK: items + 1, metadata: {} })).toThrow(InputError);
    expect(() => rankingToOnnx({ model, topK: 0, metadata: {} })).toThrow(/from 1 to/);
    const extra = { model, topK: null, metadata: {}, topk: 3 };
    expect(() => rankingToOnnx(extra)).toThrow(/did you mean "topK"/);
  });
});
