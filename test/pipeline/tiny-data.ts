import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRatings } from '../../src/data/load-ratings';
import type { RecommendationData } from '../../src/data/recommendation-data';
import { splitRandom } from '../../src/data/splits/random';
import type { PipelineSettings } from '../../src/pipeline';
import { Random } from '../../src/random';

const users = 60;
const items = 40;
const subjects = ['dog', 'cat', 'robot', 'star', 'space', 'war', 'toy', 'love'];

/** A folder with ratings.csv, items.csv and users.csv: what is funny is loved by even users and hated by odd ones. */
export function writeTinyFiles(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const random = new Random(7);
  const isFunny = (item: number) => item % 2 === 0;
  const itemLines = Array.from(
    { length: items },
    (_, i) =>
      `i${i},a ${isFunny(i) ? 'funny' : 'sad'} ${subjects[i % 8]} story,${isFunny(i) ? 'fun' : 'sad'}`,
  );
  const userLines = Array.from({ length: users }, (_, u) => `u${u},${u % 2 === 0 ? 'child' : 'adult'}`);
  const ratingLines: string[] = [];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      if (random.uniform() > 0.45) continue;
      const taste = isFunny(item) === (user % 2 === 0) ? 4 : 2;
      const rating = Math.min(5, Math.max(1, Math.round(taste + random.normal() * 0.7)));
      ratingLines.push(`u${user},i${item},${rating},${1_600_000_000 + ratingLines.length}`);
    }
  }
  const write = (name: string, header: string, lines: string[]) =>
    writeFileSync(join(folder, name), `${[header, ...lines].join('\n')}\n`);
  write('ratings.csv', 'user,item,rating,time', ratingLines);
  write('items.csv', 'id,title,genre', itemLines);
  write('users.csv', 'id,age', userLines);
  return folder;
}

export function loadTiny(folder: string): Promise<RecommendationData> {
  return loadRatings({
    name: 'tiny',
    ratings: { path: join(folder, 'ratings.csv') },
    columns: { user: 'user', item: 'item', rating: 'rating', timestamp: 'time' },
    items: { path: join(folder, 'items.csv') },
    itemColumns: { id: 'id', text: ['title'], features: [{ column: 'genre', kind: 'category' }] },
    users: { path: join(folder, 'users.csv') },
    userColumns: { id: 'id', text: [], features: [{ column: 'age', kind: 'category' }] },
    levels: [1, 2, 3, 4, 5],
  });
}

export function tinySplit(data: RecommendationData) {
  return splitRandom({ data, testShare: 0.2, validationShare: 0.2, seed: 1 });
}

/** The whole pipeline in a second or two. */
export const tinySettings: PipelineSettings = {
  teacher: {
    members: 2,
    epochs: 3,
    batchSize: 128,
    learningRate: 1e-2,
    weightDecay: 0.01,
    dimensions: 4,
    hidden: 8,
    dropout: 0.1,
    fineTuning: {
      epochs: 0,
      itemsPerBatch: 8,
      headPasses: 1,
      learningRate: 1e-3,
      headLearningRate: 1e-2,
      weightDecay: 0.01,
      warmup: 0.1,
      clipNorm: 1,
      frozenLayers: 0,
    },
    maxTokens: 16,
  },
  student: {
    students: ['mf', 'linear'],
    dimensions: 2,
    epochs: 3,
    patience: 3,
    batchSize: 128,
    learningRates: [2e-2],
    weightDecays: [0.01, 0.1],
    labelSmoothing: 0.1,
  },
  distillation: {
    temperatures: [1, 2],
    alphas: [1],
    unobservedPairs: 500,
    popularity: 0.5,
    softPairsPerRow: 1,
  },
  seeds: [1, 2],
};
