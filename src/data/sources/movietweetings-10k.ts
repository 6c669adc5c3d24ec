import { join } from 'node:path';
import type { EntityColumns, EntityRecord } from '../entity-settings';
import { movieText, yearOf } from './movielens-text';
import type { DataSource } from './source';

/** A commit, as the files of a branch may change. */
const COMMIT = 'a645287b5856975583467dac6432fb65f5386427';
const FOLDER = `https://raw.githubusercontent.com/sidooms/MovieTweetings/${COMMIT}/snapshots/10K`;

function genresOf(record: EntityRecord): string[] {
  return record.genres.split('|').filter((genre) => genre !== '');
}

const itemColumns: EntityColumns = {
  id: 'id',
  reads: ['title', 'genres'],
  text: (record) => movieText(record.title, genresOf(record)),
  features: [
    { column: 'year', kind: 'number', read: (record) => yearOf(record.title) },
    { column: 'genres', kind: 'list', separator: '|' },
  ],
};

/** MovieTweetings, the first 10,000: ratings 0-10 that 3,794 users tweeted of 3,096 movies. */
export const movieTweetings10k: DataSource = {
  name: 'movietweetings-10k',
  title: 'MovieTweetings 10K',
  home: 'https://github.com/sidooms/MovieTweetings',
  terms: 'MIT',
  requiredFiles: ['ratings.dat', 'movies.dat'],
  otherFolders: ['movietweetings-10K'],
  packagedIn: null,
  download: {
    files: [
      {
        url: `${FOLDER}/ratings.dat`,
        sha256: 'bf313a3b00f2d58ab6cbceb7f1a5f9b6fe46ae4453856773267b37a3701b105b',
        sizeBytes: 288_084,
      },
      {
        url: `${FOLDER}/movies.dat`,
        sha256: '48769961349ec2aa6eaab8a7ade0e282a768475b2528cbe045266632cc05f981',
        sizeBytes: 162_905,
      },
    ],
  },
  settings: (folder) => ({
    name: 'movietweetings-10k',
    ratings: {
      path: join(folder, 'ratings.dat'),
      separator: '::',
      header: ['user', 'item', 'rating', 'timestamp'],
    },
    columns: { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp' },
    items: { path: join(folder, 'movies.dat'), separator: '::', header: ['id', 'title', 'genres'] },
    itemColumns,
    levels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  }),
};
