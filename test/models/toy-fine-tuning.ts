import { join } from 'node:path';
import { crossEntropyLoss } from '../../src/distill/losses/cross-entropy-loss';
import { softmaxRows } from '../../src/distill/soft-targets/soft-probabilities';
import { expectationOf, rmse } from '../../src/evaluate';
import { BertEncoder } from '../../src/language/bert-encoder';
import { loadTokenizer } from '../../src/language/tokenizer';
import {
  type FineTuneOptions,
  type FineTuneResult,
  fineTuneEncoder,
} from '../../src/models/rating/fine-tune-encoder';
import { predictLogits } from '../../src/models/rating/predict-logits';
import { TextRatingModel } from '../../src/models/rating/text-rating-model';
import { Random } from '../../src/random';
import { hashWeights } from '../../src/tensor/parameter';

export const levels = [1, 2, 3];
const users = 12;
const subjects = ['dog', 'cat', 'robot', 'star', 'space', 'war', 'toy', 'love'];

/** Funny and sad films, short and long; the last four of them are rated by nobody in training. */
export const texts = subjects.flatMap((subject) => [
  `a funny ${subject} story`,
  `the sad film of a ${subject} and the unhappy ${subject}`,
]);
const coldFrom = texts.length - 4;

/** Even users love what is funny and hate what is sad, odd ones the other way round. */
function taste(user: number, item: number): number {
  return (user + item) % 2 === 0 ? 2 : 0;
}

function labelled(chosen: (user: number, item: number) => boolean) {
  const cells = Array.from({ length: users * texts.length }, (_, cell) => cell);
  const kept = cells.filter((cell) => chosen(Math.floor(cell / texts.length), cell % texts.length));
  const pairs = {
    users: Int32Array.from(kept, (cell) => Math.floor(cell / texts.length)),
    items: Int32Array.from(kept, (cell) => cell % texts.length),
  };
  return { ...pairs, labels: pairs.users.map((user, k) => taste(user, pairs.items[k])) };
}
export const train = labelled((user, item) => item < coldFrom && (3 * user + 5 * item) % 4 > 0);
export const validation = labelled((_, item) => item >= coldFrom);

const fixture = join(__dirname, '..', 'fixtures', 'tiny-bert');

export async function toyParts(folder = fixture) {
  const encoder = BertEncoder.load({ folder });
  const head = new TextRatingModel({
    users,
    items: texts.length,
    itemText: { values: new Float32Array(texts.length * encoder.width), width: encoder.width },
    userText: null,
    itemFeatures: null,
    userFeatures: null,
    history: { ...train, ratings: Float32Array.from(train.labels, (label) => levels[label]) },
    frequencies: [1, 1, 1],
    dimensions: 4,
    hidden: 8,
    dropout: 0.1,
    random: new Random(2),
  });
  return { encoder, head, tokenizer: await loadTokenizer({ folder }) };
}

function validationRmse(head: TextRatingModel): number {
  const logits = predictLogits({ model: head, pairs: validation });
  const probabilities = softmaxRows({ logits, classes: levels.length, temperature: 1 });
  const ratings = Float32Array.from(validation.labels, (label) => levels[label]);
  return rmse({ predictions: expectationOf({ probabilities, levels }), ratings });
}

export function toyOptions(parts: Awaited<ReturnType<typeof toyParts>>): FineTuneOptions {
  return {
    ...parts,
    texts,
    maxTokens: 16,
    train,
    validate: () => validationRmse(parts.head),
    levels,
    loss: ({ logits, labels }) => crossEntropyLoss({ logits, labels }),
    itemsPerBatch: 4,
    headPasses: 1,
    headBatchSize: 48,
    encoderTraining: { learningRate: 2e-3, weightDecay: 0.01 },
    headTraining: { learningRate: 1e-2, weightDecay: 0.01 },
    freeze: { layers: 0, embeddings: false },
    epochs: 3,
    patience: 3,
    warmup: 0.1,
    schedule: 'linear',
    clipNorm: 1,
    seed: 5,
  };
}

/** Runs and hashes all weights, the encoder's and the head's. */
export async function toyFineTuning(changed: Partial<FineTuneOptions> = {}, folder = fixture) {
  const parts = await toyParts(folder);
  try {
    const result: FineTuneResult = fineTuneEncoder({ ...toyOptions(parts), ...changed });
    return { ...result, hash: hashWeights([...parts.encoder.parameters, ...parts.head.parameters]) };
  } finally {
    parts.encoder.dispose();
    parts.head.dispose();
  }
}
