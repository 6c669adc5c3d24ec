import { gzipSync } from 'node:zlib';

/** Small files in the layouts of the sources, by source. */

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

const review = (i: number) =>
  JSON.stringify({
    overall: 1 + (i % 5),
    verified: i % 2 === 0,
    reviewerID: `A${i % 3}`,
    asin: `B${i % 4}`,
    style: { 'Amount:': ' 50' },
    vote: `${i}`,
    reviewText: `A "gift" <br /> ${i}`,
    unixReviewTime: 1_500_000_000 + i,
  });
const product = (i: number) =>
  JSON.stringify({
    category: ['Gift Cards', '</span></span></span>', 'Gift Cards'],
    description: [`<p>Card ${i} &amp; more.</p>`, ''],
    title: `Card ${i}`,
    brand: i % 2 ? 'Acme' : '',
    feature: [],
    main_cat: 'Gift Cards',
    details: { ASIN: `B${i}` },
    price: ['$25.00', '', '$10.00 - $50.00', `\n <div class="a-section ${'x'.repeat(60)}`][i % 4],
    asin: `B${i}`,
  });

/** 12 reviews (A0 .. A2, B0 .. B3) and 6 products, two of them without a review. */
export const giftCardFiles = {
  'Gift_Cards_5.json.gz': gzipSync(lines(12, review)),
  'meta_Gift_Cards.json.gz': gzipSync(lines(6, product)),
};

export const plainGiftCardFiles = {
  'Gift_Cards_5.json': Buffer.from(lines(12, review)),
  'meta_Gift_Cards.json': Buffer.from(lines(6, product)),
};

/** 12 pairs with plays, 4 artists, 3 users in a row of friends; the file of plays has no header line. */
export const lastFmFiles = {
  'user_artists.dat': Buffer.from(lines(12, (i) => `${2 + (i % 3)}\t${51 + (i % 4)}\t${1000 - i}\r`)),
  'artists.dat': Buffer.from(
    `id\tname\turl\tpictureURL\n${lines(4, (i) => `${51 + i}\tBjörk ${i}\thttp://x\thttp://y`)}`,
  ),
  'user_friends.dat': Buffer.from('userID\tfriendID\r\n2\t3\r\n3\t2\r\n3\t4\r\n4\t3\r\n'),
  'user_taggedartists.dat': Buffer.from(
    `userID\tartistID\ttagID\tday\tmonth\tyear\r\n${lines(6, (i) => `${2 + (i % 3)}\t51\t${1 + (i % 2)}\t1\t4\t2009\r`)}`,
  ),
  'tags.dat': Buffer.from('tagID\ttagValue\r\n1\tIcelandic\r\n2\ttrip-hop caf\xe9\r\n', 'latin1'),
};

/** 12 ratings of 4 movies by 3 users, times of 2013. */
export const movieTweetingsFiles = {
  'ratings.dat': Buffer.from(
    lines(12, (i) => `${1 + (i % 3)}::000${i % 4}::${(i * 3) % 11}::${1_363_000_000 + i}`),
  ),
  'movies.dat': Buffer.from(lines(4, (i) => `000${i}::Amélie ${i} (200${i})::${i ? 'Comedy|Drama' : ''}`)),
};
