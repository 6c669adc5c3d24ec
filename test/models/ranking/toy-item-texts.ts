import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { contextsFrom } from '../../../src/data/build-contexts';
import { BertEncoder } from '../../../src/language/bert-encoder';
import { loadTokenizer } from '../../../src/language/tokenizer';
import {
  type FineTuneItemTextsOptions,
  fineTuneItemTexts,
} from '../../../src/models/ranking/fine-tune-item-texts';
import { textNextItemLoss } from '../../../src/models/ranking/text-next-item-loss';
import { hashWeights } from '../../../src/tensor/parameter';

const subjects = ['dog', 'cat', 'robot', 'star', 'space', 'war', 'toy', 'love'];

/** Funny and sad films, short and long; the last is taken by nobody. */
export const texts = [
  ...subjects.flatMap((subject) => [
    `a funny ${subject} story`,
    `the sad film of a ${subject} and the unhappy ${subject}`,
  ]),
  'happy children',
];

/** After a film of every other subject comes the film of the subject after it, funny or sad alike. */
const histories = [0, 4, 8, 12].flatMap((item) => [
  [item, item + 2],
  [item + 1, item + 3],
]);

export const pairs = {
  contexts: contextsFrom(
    histories.map((items) => ({ user: -1, items: Int32Array.from(items), lengths: [1] })),
  ),
  targets: Int32Array.from(histories, ([, next]) => next),
  historyDecay: 0.5,
  temperature: 0.1,
};

const fixture = join(__dirname, '..', '..', 'fixtures', 'tiny-bert');

export async function toyParts(folder = fixture) {
  return { encoder: BertEncoder.load({ folder }), tokenizer: await loadTokenizer({ folder }) };
}

/** Mean loss of the pairs over all texts by a table of vectors. */
export function lossOfTable(values: Float32Array): number {
  return tf.tidy(() => {
    const vectors = tf.tensor2d(values, [texts.length, values.length / texts.length]);
    const inclusion = new Float32Array(texts.length).fill(1);
    return textNextItemLoss({ ...pairs, vectors, inclusion }).arraySync();
  });
}

export function toyOptions(parts: Awaited<ReturnType<typeof toyParts>>): FineTuneItemTextsOptions {
  return {
    ...parts,
    ...pairs,
    texts,
    maxTokens: 16,
    sequencesPerBatch: 2,
    sequencesPerEpoch: 7,
    gradientCheckpointing: false,
    encoderTraining: { learningRate: 2e-3, weightDecay: 0.01 },
    freeze: { layers: 0, embeddings: false },
    epochs: 3,
    patience: 3,
    warmup: 0.1,
    schedule: 'linear',
    clipNorm: 1,
    validate: lossOfTable,
    seed: 5,
  };
}

/** Runs and hashes the encoder's weights. */
export async function toyItemTexts(changed: Partial<FineTuneItemTextsOptions> = {}, folder = fixture) {
  const parts = await toyParts(folder);
  try {
    const result = fineTuneItemTexts({ ...toyOptions(parts), ...changed });
    return { ...result, hash: hashWeights(parts.encoder.parameters) };
  } finally {
    parts.encoder.dispose();
  }
}
