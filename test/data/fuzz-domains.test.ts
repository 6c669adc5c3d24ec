import { expect, test } from 'vitest';
import { amazonGiftCards } from '../../src/data/sources/amazon-reviews';
import { lastFm2k } from '../../src/data/sources/lastfm-2k';
import { movieTweetings10k } from '../../src/data/sources/movietweetings-10k';
import { lastFmFiles, movieTweetingsFiles, plainGiftCardFiles } from './domain-files';
import { fuzzFiles } from './fuzz-files';

test.each([
  ['Amazon reviews', plainGiftCardFiles, amazonGiftCards, 1700],
  ['Last.fm', lastFmFiles, lastFm2k, 1650],
  ['MovieTweetings', movieTweetingsFiles, movieTweetings10k, 1650],
])(
  '%s with one to three mutations load, or are refused with file and line',
  async (_, files, source, mutations) => {
    const counts = await fuzzFiles({ files, settings: source.settings, mutations, seed: 3 });
    const { loaded, refused, ...others } = counts;
    expect(others).toEqual({});
    expect(loaded + refused).toBe(mutations);
    // Both must happen, or the mutations test nothing.
    expect(Math.min(loaded, refused)).toBeGreaterThan(10);
  },
);
