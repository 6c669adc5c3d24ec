import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors';
import type { EntityColumns, EntityRecord, FeatureColumn } from '../entity-settings';
import { loadRatings } from '../load-ratings';
import type { RecommendationData } from '../recommendation-data';
import { findPlainOrGzipped } from '../tables/read-bytes';
import type { TableFile } from '../tables/table';
import { movieText } from './movielens-text';
import type { DataSource } from './source';

const GENRES = [
  'unknown',
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
] as const;

const RATING_HEADER = ['user', 'item', 'rating', 'timestamp'] as const;
const ITEM_HEADER = ['id', 'title', 'release date', 'video release date', 'address', ...GENRES] as const;
const USER_HEADER = ['id', 'age', 'gender', 'occupation', 'zip code'] as const;
const FOLDS = ['u1', 'u2', 'u3', 'u4', 'u5', 'ua', 'ub'] as const;

function genresOf(record: EntityRecord): string[] {
  return GENRES.filter((genre) => genre !== 'unknown' && record[genre] === '1');
}

const releaseYear: FeatureColumn = {
  column: 'release date',
  kind: 'number',
  read: (record) => record['release date'].slice(-4),
};

const itemColumns: EntityColumns = {
  id: 'id',
  text: (record) => movieText(record.title, genresOf(record)),
  features: [releaseYear, ...GENRES.map((genre): FeatureColumn => ({ column: genre, kind: 'flag' }))],
};

const userColumns: EntityColumns = {
  id: 'id',
  text: (record) => {
    const gender = record.gender === 'F' ? 'female' : 'male';
    const occupation = ['none', 'other'].includes(record.occupation) ? 'person' : record.occupation;
    return `${record.age} year old ${gender} ${occupation}`;
  },
  features: [
    { column: 'age', kind: 'number' },
    { column: 'gender', kind: 'category' },
    { column: 'occupation', kind: 'category' },
  ],
};

function ratingsFile(folder: string, file: string): TableFile {
  return { path: join(folder, file), separator: '\t', quoted: false, header: RATING_HEADER };
}

/** MovieLens-100K: 100,000 ratings 1-5 of 1,682 movies by 943 users, with the published folds u1-u5, ua and ub. */
export const movieLens100k: DataSource = {
  name: 'ml-100k',
  title: 'MovieLens-100K',
  home: 'https://grouplens.org/datasets/movielens/100k/',
  terms: 'research use; no redistribution',
  requiredFiles: ['u.data', 'u.item', 'u.user'],
  packagedIn: null,
  download: {
    url: 'https://files.grouplens.org/datasets/movielens/ml-100k.zip',
    sha256: '50d2a982c66986937beb9ffb3aa76efe955bf3d5c6b761f4e3a7cd717c6a3229',
    sizeBytes: 4_924_029,
    folder: 'ml-100k',
  },
  settings: (folder) => ({
    name: 'ml-100k',
    ratings: ratingsFile(folder, 'u.data'),
    columns: { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp' },
    items: {
      path: join(folder, 'u.item'),
      separator: '|',
      quoted: false,
      encoding: 'latin-1',
      header: ITEM_HEADER,
    },
    itemColumns,
    users: { path: join(folder, 'u.user'), separator: '|', quoted: false, header: USER_HEADER },
    userColumns,
    levels: [1, 2, 3, 4, 5],
    // A folder without the fold files is still a data set; a split that asks for them says what is missing.
    publishedFolds: FOLDS.filter((fold) => findPlainOrGzipped(join(folder, `${fold}.test`)) !== null).map(
      (fold) => ({ name: fold, test: ratingsFile(folder, `${fold}.test`) }),
    ),
  }),
};

/**
 * Loads MovieLens-100K from the folder that its archive unpacks to. The text of an item is its title, year and genres;
 * that of a user "24 year old male technician".
 * @throws InputError naming the file (and line) that is missing or malformed
 */
export async function loadMovieLens100k({
  folder,
}: {
  readonly folder: string;
}): Promise<RecommendationData> {
  if (!existsSync(folder))
    throw new InputError(`${folder}: expected the folder of MovieLens-100K, found none`);
  return loadRatings(movieLens100k.settings(folder));
}
