import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossEntropyLoss } from '../../src/distill/losses/cross-entropy-loss';
import { readBertConfig } from '../../src/language/bert-config';
import { BertEncoder } from '../../src/language/bert-encoder';
import { loadTokenizer, type TextTokenizer } from '../../src/language/tokenizer';
import { CrossEncoder } from '../../src/models/rating/cross-encoder';
import { HistoryTokens } from '../../src/models/rating/history-tokens';
import { loadModel } from '../../src/models/rating/load-model';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { saveModel } from '../../src/models/rating/save-model';
import { tokenizeSequenceParts } from '../../src/models/rating/sequence-tokens';
import { Random } from '../../src/random';
import { hashWeights } from '../../src/tensor/parameter';
import { fit } from '../../src/train/fit';

const folder = join(__dirname, '..', 'fixtures', 'tiny-bert');
const texts = ['funny dog', 'sad war', 'funny cat', 'sad space', 'funny robot', 'sad love'];
const history = {
  users: Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
  items: Int32Array.of(0, 1, 2, 3, 2, 3, 4, 5),
  ratings: Float32Array.of(5, 1, 4, 2, 1, 5, 2, 4),
};
const pairs = { users: history.users, items: history.items };
const labels = Int32Array.from(history.ratings, (rating) => rating - 1);

let tokenizer: TextTokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer({ folder });
});
const word = (name: string) => tokenizer.encode([name], { maxTokens: 9 })[0][1];

function sequences(rated = history, historyItems = 2): HistoryTokens {
  const tokens = tokenizeSequenceParts({ tokenizer, texts, itemTokens: 4 });
  return new HistoryTokens({ tokens, users: 2, history: rated, historyItems });
}

describe('HistoryTokens', () => {
  it('tells the best and the worst of a user’s items, then the item', () => {
    const [cls, sep] = tokenizer.encode([''], { maxTokens: 4 })[0];
    expect([...sequences().of(0, 4)]).toEqual([
      ...[cls, word('liked'), word('funny'), word('dog')],
      ...[word('disliked'), word('sad'), word('war'), sep],
      ...[word('funny'), word('robot'), sep],
    ]);
  });

  it('never tells the pair’s own rating', () => {
    const found = pairs.users.map((user, k) => {
      const item = pairs.items[k];
      const tokens = [...sequences(history, 6).of(user, item)];
      return tokens.filter((token) => token === word(texts[item].split(' ')[1])).length;
    });
    expect([...found]).toEqual(Array.from(found, () => 1));
  });

  it('has nothing to tell of a user without ratings', () => {
    const none = { users: new Int32Array(0), items: new Int32Array(0), ratings: new Float32Array(0) };
    expect([...sequences(none).of(1, 0)]).toHaveLength(7);
  });

  it('refuses an odd number of history items', () => {
    expect(() => sequences(history, 3)).toThrow(/even number, found 3/);
  });
});

describe('CrossEncoder', () => {
  let encoder: BertEncoder;
  beforeAll(() => {
    const config = {
      ...readBertConfig(join(folder, 'config.json')),
      positions: 40,
      dropout: 0,
      attentionDropout: 0,
      initializerRange: 0.15,
    };
    encoder = BertEncoder.initialise({ config, random: new Random(1) });
  });
  afterAll(() => encoder.dispose());

  const build = (rated = history) =>
    new CrossEncoder({
      ...{ encoder, tokenizer, texts, users: 2, history: rated, historyItems: 4, itemTokens: 4 },
      frequencies: [1, 1, 1, 1, 1],
      random: new Random(2),
    });

  const train = (model: CrossEncoder, epochs: number) =>
    fit({
      parameters: model.parameters,
      rows: labels.length,
      loss: (rows, random) => {
        const batch = { users: rows.map((k) => pairs.users[k]), items: rows.map((k) => pairs.items[k]) };
        const { logits } = model.forward({ pairs: batch, training: true, random });
        return crossEntropyLoss({ logits, labels: rows.map((k) => labels[k]) });
      },
      validate: () => 0,
      epochs,
      batchSize: 8,
      learningRate: 2e-3,
      weightDecay: 0,
      patience: epochs,
      warmup: 0.1,
      schedule: 'linear',
      seed: 3,
    });

  it('overfits one batch', () => {
    const model = build();
    const start = encoder.parameters.map((parameter) => parameter.data());
    const { history: epochs } = train(model, 100);
    expect(epochs[0].trainLoss).toBeGreaterThan(1);
    expect(epochs[99].trainLoss).toBeLessThan(0.3);
    encoder.parameters.forEach((parameter, k) => {
      parameter.assign(start[k]);
    });
    model.dispose();
  });

  it('does not change a training pair’s prediction with that pair’s rating', () => {
    const one = { users: Int32Array.of(0), items: Int32Array.of(1) };
    const [low, high, other] = [
      { row: 1, rating: 1 },
      { row: 1, rating: 5 },
      { row: 0, rating: 1 },
    ].map(({ row, rating }) => {
      const model = build({ ...history, ratings: history.ratings.map((x, k) => (k === row ? rating : x)) });
      const logits = predictLogits({ model, pairs: one });
      model.dispose();
      return logits;
    });
    expect(high).toEqual(low);
    expect(other).not.toEqual(low);
  });

  it('predicts the same in one pass as pair by pair', () => {
    const model = build();
    const whole = predictLogits({ model, pairs });
    const single = predictLogits({ model, pairs, batchSize: 1 });
    expect(Math.max(...whole.map((x, k) => Math.abs(x - single[k])))).toBeLessThan(1e-5);
    model.dispose();
  });

  it('gives all its tensors back and leaves the encoder to its owner', () => {
    const before = tf.memory().numTensors;
    const hash = hashWeights(encoder.parameters);
    const model = build();
    predictLogits({ model, pairs });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(hashWeights(encoder.parameters)).toBe(hash);
  });

  it('is saved with its encoder and tokens, and loads to the same logits, bit for bit, without texts or tokenizer', async () => {
    const path = mkdtempSync(join(tmpdir(), 'recdistill-cross-'));
    const before = tf.memory().numTensors;
    const model = build();
    model.parameters.forEach((parameter, k) => {
      parameter.assign(new Random(100 + k).normals(parameter.size, 0.1));
    });
    const vocabulary = { users: ['ann', 'bob'], items: texts };
    const own = { levels: [1, 2, 3, 4, 5], metadata: {} };
    await saveModel({ folder: path, model, vocabulary, ...own });
    const wanted = predictLogits({ model, pairs });
    model.dispose();
    const hash = hashWeights(encoder.parameters);
    const loaded = await loadModel({ folder: path });
    expect(predictLogits({ model: loaded.model, pairs })).toEqual(wanted);
    expect(loaded.model.config).toEqual(model.config);
    loaded.model.dispose();
    expect(hashWeights(encoder.parameters)).toBe(hash);
    expect(tf.memory().numTensors).toBe(before);
    rmSync(path, { recursive: true });
  });

  it('refuses sequences that the encoder cannot read', () => {
    const options = { encoder, tokenizer, texts, users: 2, history, frequencies: [1, 1] };
    expect(
      () => new CrossEncoder({ ...options, historyItems: 40, itemTokens: 4, random: new Random(1) }),
    ).toThrow(/reads 40 tokens, a sequence may have \d+; lower historyItems \(40\)/);
  });
});
