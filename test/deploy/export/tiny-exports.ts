import { join } from 'node:path';
import type { Contexts } from '../../../src/data/contexts';
import {
  clickToOnnx,
  encoderToOnnx,
  type OnnxModel,
  rankingToOnnx,
  ratingToOnnx,
} from '../../../src/deploy/export';
import { BertEncoder, batchTokens } from '../../../src/language';
import { clickScorerOf, predictLogits, scorerOf } from '../../../src/models';
import { MultVae } from '../../../src/models/ranking/mult-vae';
import type { RankingModel } from '../../../src/models/ranking/ranking-model';
import { Random } from '../../../src/random';
import { everyClickModel } from '../../models/click/every-click-model';
import { batch as clicks, fields } from '../../models/click/golden';
import { everyModel, levels, pairs } from '../../models/every-model';
import { everyRankingModel } from '../../models/ranking/every-ranking-model';
import { shape } from '../../models/ranking/golden';
import type { Feed } from './run-onnx';
import { shaken } from './saved-models';

/** A small exported model, something to ask it, and what TensorFlow answers. */
export interface TinyExport {
  readonly exported: OnnxModel;
  readonly feeds: Readonly<Record<string, Feed>>;
  readonly output: string;
  readonly expected: Float32Array;
}

const metadata = { task: 'test' };

function ratingExport(name: string): TinyExport {
  const model = shaken(everyModel[name](1), new Random(21));
  const exported = ratingToOnnx({ model, levels, metadata });
  const expected = predictLogits({ model, pairs });
  model.dispose();
  const rows = [pairs.users.length];
  return {
    exported,
    feeds: { users: [pairs.users, rows], items: [pairs.items, rows] },
    output: 'logits',
    expected,
  };
}

const rankings: Readonly<Record<string, () => RankingModel>> = {
  ...everyRankingModel,
  'mult-vae': () =>
    new MultVae({ items: shape.items, dimensions: 4, latent: 2, dropout: 0, random: new Random(1) }),
};

function rankingExport(name: string): TinyExport {
  const model = shaken(rankings[name](), new Random(22));
  const exported = rankingToOnnx({ model, topK: 2, metadata });
  const contexts: Contexts = {
    ...{ users: Int32Array.of(0, -1, 1), sequences: Int32Array.of(1, 0, 2, -1, 3, 3), width: 2 },
    ...{ rows: Int32Array.of(0, 1, 2), lengths: Int32Array.of(2, 1, 2) },
  };
  const expected = scorerOf(model).score(contexts);
  model.dispose();
  const all: Record<string, Feed> = {
    users: [contexts.users, [3]],
    history: [contexts.sequences, [3, 2]],
    exclude: [contexts.sequences, [3, 2]],
  };
  const feeds = Object.fromEntries(exported.inputs.map((input) => [input.name, all[input.name]]));
  return { exported, feeds, output: 'scores', expected };
}

const sharings = {
  'per-field': { kind: 'per-field' },
  hashed: { kind: 'hashed', rows: 5 },
  'quotient-remainder': { kind: 'quotient-remainder', remainders: 3 },
} as const;

function clickExport(name: string, sharing: keyof typeof sharings): TinyExport {
  const model = everyClickModel[name]({ sharing: sharings[sharing], dropout: 0, seed: 3 });
  shaken(model, new Random(23));
  const exported = clickToOnnx({ model, logitShift: -0.5, metadata });
  const expected = clickScorerOf(model).score(clicks);
  model.dispose();
  const rows = clicks.labels.length;
  const numeric = clicks.numbers.length / rows;
  const feeds: Record<string, Feed> = {
    ids: [clicks.ids, [rows, fields.length]],
    numbers: [clicks.numbers, [rows, numeric]],
  };
  return { exported, feeds, output: 'logits', expected };
}

function encoderExport(folder: string): TinyExport {
  const encoder = BertEncoder.load({ folder: join(__dirname, '..', '..', 'fixtures', folder) });
  const exported = encoderToOnnx({ encoder, metadata });
  const batch = batchTokens({ tokens: [Int32Array.of(2, 9, 4, 3), Int32Array.of(2, 3)], padId: 0 });
  const vectors = encoder.embed({ batch, training: false, random: null });
  const expected = vectors.dataSync() as Float32Array;
  vectors.dispose();
  encoder.dispose();
  const mask = Int32Array.of(1, 1, 1, 1, 1, 1, 0, 0);
  const feeds: Record<string, Feed> = { input_ids: [batch.ids, [2, 4]], attention_mask: [mask, [2, 4]] };
  return { exported, feeds, output: 'vectors', expected };
}

const named = (names: readonly string[], make: (name: string) => TinyExport) =>
  names.map((name): [string, () => TinyExport] => [name, () => make(name)]);

/** Every graph that the library writes, small, with weights of fixed seeds. */
export const tinyExports: Readonly<Record<string, () => TinyExport>> = Object.fromEntries([
  ...named(Object.keys(everyModel), ratingExport),
  ...named(Object.keys(rankings), rankingExport),
  ...named(Object.keys(everyClickModel), (name) => clickExport(name, 'per-field')),
  ['click-mlp over hashed rows', () => clickExport('click-mlp', 'hashed')],
  ['click-mlp over quotients and remainders', () => clickExport('click-mlp', 'quotient-remainder')],
  ...named(['tiny-bert', 'tiny-distilbert'], encoderExport),
]);
