import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { friendsOf, loadData, loadRatings, summarize } from '../../src/data';
import { amazonGiftCards } from '../../src/data/sources/amazon-reviews';
import { lastFm2k } from '../../src/data/sources/lastfm-2k';
import { movieTweetings10k } from '../../src/data/sources/movietweetings-10k';
import { giftCardFiles, lastFmFiles, movieTweetingsFiles, plainGiftCardFiles } from './domain-files';
import { realDataFolder } from './real-data';
import { temporaryFolder } from './temporary-folder';

describe('Amazon reviews', () => {
  test('are the stars of users, and products without what pages hold beside text', async () => {
    const data = await loadRatings(amazonGiftCards.settings(temporaryFolder(giftCardFiles)));
    expect(data.items.ids).toEqual(['B0', 'B1', 'B2', 'B3']);
    expect(data.items.texts.slice(0, 2)).toEqual([
      'Card 0. Gift Cards. Card 0 & more.',
      'Card 1. Acme. Gift Cards. Card 1 & more.',
    ]);
    expect(data.items.features?.names).toEqual(['price', 'main_cat=Gift Cards']);
    // $25 and $10 are known: one deviation above and below the mean, the others at it
    const prices = [0, 1, 2, 3].map((item) => data.items.features?.values[item * 2]);
    expect(prices).toEqual([1, 0, -1, 0]);
    expect(data.report.issues).toEqual({ 'unrated-item': 2 });
    expect(data.users.texts.join('')).toBe('');
  });

  test("load to the same hash unpacked, and as files of one's own by options alone", async () => {
    const [packed, plain] = [temporaryFolder(giftCardFiles), temporaryFolder(plainGiftCardFiles)];
    const { hash } = await loadRatings(amazonGiftCards.settings(packed));
    expect((await loadRatings(amazonGiftCards.settings(plain))).hash).toBe(hash);
    const own = await loadData({
      ratings: join(packed, 'Gift_Cards_5.json.gz'),
      items: join(packed, 'meta_Gift_Cards.json.gz'),
      itemColumns: {
        text: ['title', 'brand', 'category', 'description'],
        textFormat: 'html',
        features: [
          { column: 'price', kind: 'amount' },
          { column: 'main_cat', kind: 'category' },
        ],
      },
      unratedItems: 'leave-out',
      levels: [1, 2, 3, 4, 5],
    });
    expect(own.hash).toBe(hash);
  });
});

describe('Last.fm', () => {
  const header = Buffer.from('userID\tartistID\tweight\r\n');

  test('weighs a pair by ln(1 + plays), tells tags and knows friends', async () => {
    const data = await loadRatings(lastFm2k.settings(temporaryFolder(lastFmFiles)));
    expect(data.levels).toEqual([1]);
    const { users, items, weights = [] } = data.interactions;
    const row = users.findIndex(
      (user, r) => data.users.ids[user] === '2' && data.items.ids[items[r]] === '51',
    );
    expect(weights[row]).toBe(Math.fround(Math.log(1001)));
    expect(data.items.texts.slice(0, 2)).toEqual([
      'Björk 0, a music artist: icelandic and trip-hop café',
      'Björk 1, a music artist',
    ]);
    const graph = data.userGraph as NonNullable<typeof data.userGraph>;
    const three = data.users.ids.indexOf('3');
    expect(Array.from(friendsOf(graph, three), (user) => data.users.ids[user]).sort()).toEqual(['2', '4']);
    expect(data.report.issues).toEqual({ 'wrong-encoding': 1 });
  });

  test('loads to the same hash with and without the header line of plays', async () => {
    const without = await loadRatings(lastFm2k.settings(temporaryFolder(lastFmFiles)));
    const plays = Buffer.concat([header, lastFmFiles['user_artists.dat']]);
    const files = { ...lastFmFiles, 'user_artists.dat': plays };
    expect((await loadRatings(lastFm2k.settings(temporaryFolder(files)))).hash).toBe(without.hash);
  });

  test('does without tags where the folder has none', async () => {
    const { 'user_taggedartists.dat': _, ...files } = lastFmFiles;
    const data = await loadRatings(lastFm2k.settings(temporaryFolder(files)));
    expect(data.items.texts[0]).toBe('Björk 0, a music artist');
  });
});

test('MovieTweetings is ratings 0-10 between double colons, with titles, years and genres', async () => {
  const data = await loadRatings(movieTweetings10k.settings(temporaryFolder(movieTweetingsFiles)));
  expect(data.levels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(Array.from(data.interactions.ratings.slice(0, 4))).toEqual([0, 3, 6, 9]);
  expect(data.items.texts.slice(0, 2)).toEqual([
    'Amélie 0 (2000), a movie',
    'Amélie 1 (2001), a movie: comedy and drama',
  ]);
  expect(data.items.features?.names).toEqual(['year', 'genres=Comedy', 'genres=Drama']);
  expect(data.report).toMatchObject({ read: 12, kept: 12, issues: {} });
});

const giftCards = realDataFolder('amazon2018-gift-cards');
test.skipIf(giftCards === null)('the gift cards are as many as they are counted elsewhere', async () => {
  const data = await loadData({ dataset: 'amazon-gift-cards', dataDir: dirname(giftCards as string) });
  expect(summarize(data)).toMatchObject({ users: 458, items: 148, ratings: 2965, itemsWithText: 148 });
  expect(data.report).toMatchObject({
    read: 2972,
    kept: 2965,
    issues: { duplicate: 7, 'unrated-item': 1399 },
  });
  expect(data.items.texts.filter((text) => /<\/?[a-z]+[ >]|&amp;|getTime/.test(text))).toEqual([]);
});

const lastFm = realDataFolder('hetrec2011-lastfm-2k');
test.skipIf(lastFm === null)(
  'Last.fm is as many plays, artists and friends as are counted elsewhere',
  async () => {
    const data = await loadData({ dataset: 'lastfm-2k', dataDir: dirname(lastFm as string) });
    expect(summarize(data)).toMatchObject({
      users: 1892,
      items: 17_632,
      ratings: 92_834,
      itemsWithText: 17_632,
    });
    expect(data.userGraph?.neighbours.length).toBe(2 * 12_717);
    expect(data.report).toMatchObject({ read: 92_834, kept: 92_834, issues: {} });
  },
);

const movieTweetings = realDataFolder('movietweetings-10K');
test.skipIf(movieTweetings === null)(
  'MovieTweetings is as many ratings as are counted elsewhere',
  async () => {
    const data = await loadData({
      dataset: 'movietweetings-10k',
      dataDir: dirname(movieTweetings as string),
    });
    expect(summarize(data)).toMatchObject({ users: 3794, items: 3096, ratings: 10_000, itemsWithText: 3096 });
    expect(data.report).toMatchObject({ read: 10_000, kept: 10_000, issues: {} });
  },
);
