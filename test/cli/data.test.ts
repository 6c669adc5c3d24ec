import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRatings } from '../../src/data';
import { amazonGiftCards } from '../../src/data/sources/amazon-reviews';
import { giftCardFiles, lastFmFiles, movieTweetingsFiles } from '../data/domain-files';
import { temporaryFolder } from '../data/temporary-folder';
import { speak } from './command-line';

test('data sample shows the sample in figures and ends with 0', async () => {
  const { exitCode, stdout } = await speak('data', 'sample');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('ratings    20000, 10.00% of all pairs');
  expect(stdout).toContain('20000 ratings read, 20000 kept; nothing amiss');
});

test('data --json is one JSON document with the report of the loader', async () => {
  const folder = temporaryFolder({ 'r.csv': 'user,item,rating\na,x,5\na,x,4\nb,x,NaN\nb,y,1\n' });
  const { stdout } = await speak('data', '--ratings', join(folder, 'r.csv'), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    users: 2,
    items: 2,
    ratings: 2,
    report: { read: 4, kept: 2, issues: { duplicate: 1, 'not-a-number': 1 } },
  });
});

test('a malformed file ends with 2 and names file and line', async () => {
  const folder = temporaryFolder({ 'd/r.csv': 'user,item,rating\na,x,5\nb,x\n' });
  const { exitCode, stderr, stdout } = await speak('data', '--ratings', join(folder, 'd', 'r.csv'));
  expect(exitCode).toBe(2);
  expect(stderr).toContain(
    'd/r.csv:3: expected 3 comma-separated fields (user, item, rating), found 2 ("b,x")',
  );
  expect(stdout).toBe('');
});

test('an unknown data set ends with 2 and the nearest known name', async () => {
  const { exitCode, stderr } = await speak('data', 'ml100k');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('did you mean "ml-100k"');
});

test('data --repeats shows a file without ratings, of sequences as of rows', async () => {
  const folder = temporaryFolder({ 's.tsv': 'a\tx y x\nb\ty\n', 'r.csv': 'user,item\na,x\n' });
  const { stdout } = await speak('data', '--ratings', join(folder, 's.tsv'), '--repeats', 'keep', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    users: 2,
    items: 2,
    levels: [1],
    report: { kept: 4, issues: { repeat: 1 } },
  });
  const without = await speak('data', '--ratings', join(folder, 'r.csv'));
  expect(without.exitCode).toBe(2);
  expect(without.stderr).toContain('for a file without ratings, give repeats');
});

describe("files of one's own", () => {
  /** The figures that data --json prints for the words, with files of the folder for names with an @. */
  async function figures(files: Record<string, Uint8Array>, words: string) {
    const folder = temporaryFolder(files);
    const given = words.split(' ').map((word) => word.replace(/^@/, `${folder}/`));
    const { exitCode, stdout, stderr } = await speak('data', ...given, '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  }

  test('in the layout of Amazon reviews load by options to what the source of the name loads', async () => {
    const words =
      '--ratings @Gift_Cards_5.json.gz --items @meta_Gift_Cards.json.gz --item-text title,brand,category,description --item-text-format html --item-features price:amount,main_cat:category --unrated-items leave-out --levels 1,2,3,4,5';
    const named = await loadRatings(amazonGiftCards.settings(temporaryFolder(giftCardFiles)));
    expect(await figures(giftCardFiles, words)).toMatchObject({ hash: named.hash, itemsWithText: 4 });
  });

  test('in the layout of Last.fm load with plays, tags and friends, as events or as ratings', async () => {
    const rows =
      '--interactions @user_artists.dat --header userID,artistID,weight --weight-column weight --weight-scale log --shuffle-rows 1 --repeats last';
    const items =
      '--items @artists.dat --item-text name,tags --tags @user_taggedartists.dat --tag-columns artistID,tagID --tag-names @tags.dat --tag-name-columns tagID,tagValue';
    const friends = '--friends @user_friends.dat --friend-columns userID,friendID';
    const words = [rows, items, friends].join(' ');
    expect(await figures(lastFmFiles, words)).toMatchObject({
      users: 3,
      items: 4,
      levels: [1],
      friendships: 4,
    });
    const ordinal = await figures(lastFmFiles, `${words} --ordinal-levels 3`);
    expect(ordinal).toMatchObject({ levels: [1, 2, 3], ratingsByLevel: [4, 4, 4], weights: null });
    expect(await figures(lastFmFiles, `${words} --one-way-friends`)).toMatchObject({ friendships: 4 });
  });

  test('in the layout of MovieTweetings load with a separator of two characters and without header lines', async () => {
    const words =
      '--ratings @ratings.dat --separator :: --header user,item,rating,timestamp --items @movies.dat --item-separator :: --item-header id,title,genres --item-text title --item-features genres:list:|';
    expect(await figures(movieTweetingsFiles, words)).toMatchObject({ users: 3, items: 4, itemFeatures: 2 });
  });

  test.each([
    ['--item-text title', 'expected --items beside'],
    ['--friend-columns a,b', 'expected --friends beside'],
    ['--friends @f', 'expected --friend-columns beside'],
    ['--tag-columns a,b', 'expected --tags beside'],
    ['--weight-column n', 'expected --weight-scale beside'],
    ['--weight-scale log', 'expected --weight-column beside'],
    ['--friend-columns a', 'Expected two names'],
    ['--item-features a:word', 'column:amount'],
    ['--dataset sample', '--dataset and --ratings'],
  ])('with %s alone are refused, as nothing would read it', async (words, message) => {
    const { exitCode, stderr } = await speak('data', '--ratings', 'r.csv', ...words.split(' '));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

test('data takes the name of a data set alone or as --dataset, and nothing for granted', async () => {
  const [alone, named] = [
    await speak('data', 'sample', '--json'),
    await speak('data', '--dataset', 'sample', '--json'),
  ];
  expect(JSON.parse(alone.stdout).hash).toBe(JSON.parse(named.stdout).hash);
  expect((await speak('data', 'sample', '--dataset', 'sample')).exitCode).toBe(2);
  expect((await speak('data')).stderr).toContain('give a name, --ratings <file>');
  expect((await speak('data', 'sample', '--header', 'a,b')).stderr).toContain('expected --ratings <file>');
});
