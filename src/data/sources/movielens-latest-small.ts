import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import type { EntityColumns, EntityRecord } from '../entity-settings';
import { loadRatings } from '../load-ratings';
import type { RecommendationData } from '../recommendation-data';
import { movieText, yearOf } from './movielens-text';
import type { DataSource } from './source';

const NO_GENRES = '(no genres listed)';

function genresOf(record: EntityRecord): string[] {
  return record.genres === NO_GENRES ? [] : record.genres.split('|');
}

const itemColumns: EntityColumns = {
  id: 'movieId',
  reads: ['title', 'genres'],
  text: (record) => movieText(record.title, genresOf(record)),
  features: [
    { column: 'year', kind: 'number', read: (record) => yearOf(record.title) },
    { column: 'genres', kind: 'list', separator: '|', read: (record) => genresOf(record).join('|') },
  ],
};

/** MovieLens latest-small: 100,836 ratings 0.5-5 of 9,742 movies by 610 users. */
export const movieLensLatestSmall: DataSource = {
  name: 'ml-latest-small',
  title: 'MovieLens latest-small',
  home: 'https://grouplens.org/datasets/movielens/latest/',
  terms: 'research use; redistribution under the same terms; non-commercial',
  requiredFiles: ['ratings.csv', 'movies.csv'],
  packagedIn: null,
  download: {
    url: 'https://files.grouplens.org/datasets/movielens/ml-latest-small.zip',
    sha256: '696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436',
    sizeBytes: 978_202,
    folder: 'ml-latest-small',
  },
  settings: (folder) => ({
    name: 'ml-latest-small',
    ratings: { path: join(folder, 'ratings.csv') },
    columns: { user: 'userId', item: 'movieId', rating: 'rating', timestamp: 'timestamp' },
    items: { path: join(folder, 'movies.csv') },
    itemColumns,
    levels: [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5],
  }),
};

/**
 * Loads MovieLens latest-small from the folder that its archive unpacks to. The text of an item is its title, year and
 * genres; of users nothing is known.
 * @throws InputError naming the file (and line) that is missing or malformed
 */
export async function loadMovieLensLatestSmall({
  folder,
}: {
  readonly folder: string;
}): Promise<RecommendationData> {
  if (!existsSync(folder))
    throw new InputError(`${folder}: expected the folder of MovieLens latest-small, found none`);
  return loadRatings(movieLensLatestSmall.settings(folder));
}
