import { join } from 'node:path';
import { loadRatings } from '../load-ratings';
import type { RecommendationData } from '../recommendation-data';
import type { DataSource } from './source';

/** From `src/data/sources` as from `dist/data/sources`, the package's root is three folders up. */
const SAMPLE_FOLDER = join(__dirname, '..', '..', '..', 'data', 'sample');

/** The synthetic catalogue that comes with the package; its generator knows each rating's true expectation. */
export const sample: DataSource = {
  name: 'sample',
  title: 'the synthetic sample',
  home: 'data/README.md',
  terms: 'MIT, part of this package',
  requiredFiles: ['ratings.csv', 'items.csv', 'users.csv'],
  packagedIn: SAMPLE_FOLDER,
  download: null,
  settings: (folder) => ({
    name: 'sample',
    ratings: { path: join(folder, 'ratings.csv') },
    columns: {
      user: 'user',
      item: 'item',
      rating: 'rating',
      timestamp: 'timestamp',
      expectation: 'expectation',
    },
    items: { path: join(folder, 'items.csv') },
    itemColumns: {
      id: 'id',
      text: ['title', 'description'],
      features: [{ column: 'category', kind: 'category' }],
    },
    users: { path: join(folder, 'users.csv') },
    userColumns: { id: 'id', text: ['profile'], features: [] },
    levels: [1, 2, 3, 4, 5],
  }),
};

/** The folder of the sample that comes with the package. */
export function sampleFolder(): string {
  return SAMPLE_FOLDER;
}

/** Loads the sample that comes with the package: 500 users, 400 items, 20,000 ratings 1-5. It is synthetic. */
export async function loadSample(): Promise<RecommendationData> {
  return loadRatings(sample.settings(SAMPLE_FOLDER));
}
