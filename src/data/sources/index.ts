import { InputError, nearestName } from '../../errors';
import { amazonIndustrial } from './amazon-industrial';
import { amazonGiftCards } from './amazon-reviews';
import { lastFm2k } from './lastfm-2k';
import { movieLens100k } from './movielens-100k';
import { movieLensLatestSmall } from './movielens-latest-small';
import { movieTweetings10k } from './movietweetings-10k';
import { sample } from './sample';
import type { DataSource } from './source';

/** Every data set that can be asked for by name. A new one is a file of settings, and a line here. */
export const sources: readonly DataSource[] = [
  sample,
  movieLens100k,
  movieLensLatestSmall,
  amazonIndustrial,
  amazonGiftCards,
  lastFm2k,
  movieTweetings10k,
];

/**
 * The source of a name.
 * @throws InputError naming the nearest known one, and all
 */
export function findSource(name: string): DataSource {
  const source = sources.find((known) => known.name === name);
  if (source) return source;
  const names = sources.map((known) => known.name);
  throw new InputError(
    `data set "${name}" is not known; did you mean "${nearestName(name, names)}"? Known: ${names.join(', ')}; or give files of your own`,
  );
}
