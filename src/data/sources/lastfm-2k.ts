import { join } from 'node:path';
import type { EntityColumns } from '../entity-settings';
import { findPlainOrGzipped } from '../tables/read-bytes';
import type { ItemTagFiles } from '../tags';
import { inWords } from './movielens-text';
import type { DataSource } from './source';

const PLAYS = ['userID', 'artistID', 'weight'] as const;
const TAGGINGS = 'user_taggedartists.dat';
const MOST_TAGS = 5;

/** What a language model reads of an artist: "Diary of Dreams, a music artist: darkwave, gothic and german". */
export function artistText(name: string, tags: readonly string[]): string {
  return tags.length === 0
    ? `${name.trim()}, a music artist`
    : `${name.trim()}, a music artist: ${inWords(tags)}`;
}

const itemColumns: EntityColumns = {
  id: 'id',
  reads: ['name'],
  text: ({ name, tags = '' }) => artistText(name, tags === '' ? [] : tags.split('|')),
  features: [],
};

/** The tags, where the folder has the file of taggings. */
function tagsIn(folder: string): { itemTags?: ItemTagFiles } {
  const [taggings, names] = [join(folder, TAGGINGS), join(folder, 'tags.dat')];
  if (findPlainOrGzipped(taggings) === null || findPlainOrGzipped(names) === null) return {};
  return {
    itemTags: {
      file: { path: taggings },
      columns: { item: 'artistID', tag: 'tagID' },
      names: { file: { path: names }, columns: { id: 'tagID', name: 'tagValue' } },
      most: MOST_TAGS,
    },
  };
}

/**
 * HetRec 2011 Last.fm: how often 1,892 users played 17,632 artists (92,834 pairs), and the users' friendships. A pair
 * weighs ln(1 + plays). The file has no times and goes by plays, so that its order would tell them: it is shuffled.
 */
export const lastFm2k: DataSource = {
  name: 'lastfm-2k',
  title: 'HetRec 2011 Last.fm',
  home: 'https://grouplens.org/datasets/hetrec-2011/',
  terms: 'non-commercial use; cite Last.fm, http://www.lastfm.com',
  requiredFiles: ['user_artists.dat', 'artists.dat', 'user_friends.dat'],
  otherFolders: ['hetrec2011-lastfm-2k'],
  packagedIn: null,
  download: {
    url: 'https://files.grouplens.org/datasets/hetrec2011/hetrec2011-lastfm-2k.zip',
    sha256: '6738f48195667ff03caaab4d32ca9a3133d8cc026b7c3cdaf6ce1010e913c59c',
    sizeBytes: null,
    folder: '',
  },
  settings: (folder) => ({
    name: 'lastfm-2k',
    ratings: { path: join(folder, 'user_artists.dat'), header: PLAYS },
    columns: { user: 'userID', item: 'artistID', rating: null, weight: 'weight' },
    repeats: 'last',
    weightScale: 'log',
    shuffleSeed: 1,
    items: { path: join(folder, 'artists.dat') },
    itemColumns,
    ...tagsIn(folder),
    userGraph: {
      file: { path: join(folder, 'user_friends.dat') },
      columns: { user: 'userID', friend: 'friendID' },
      isMutual: true,
    },
  }),
};
