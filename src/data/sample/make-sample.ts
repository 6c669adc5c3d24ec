import { Random } from '../../random';
import { formatCsv } from '../tables/format-csv';
import { drawItem, drawValueVectors, TASTE_DIMENSIONS } from './catalogue';
import { drawInteractions } from './draw-interactions';
import type { LatentUser } from './rating-model';
import { writeItems } from './write-items';
import { writeProfile } from './write-profiles';

const USERS = 500;
const ITEMS = 400;
const NEW_ITEMS = 80;
const RATINGS = 20_000;
const USER_BIAS = 0.5;

/** The sample's three files by name. */
export interface SampleFiles {
  readonly 'ratings.csv': string;
  readonly 'items.csv': string;
  readonly 'users.csv': string;
}

function drawUser(random: Random): LatentUser {
  return {
    vector: Float64Array.from({ length: TASTE_DIMENSIONS }, () => random.normal()),
    bias: USER_BIAS * random.normal(),
  };
}

function idOf(letter: string, index: number): string {
  return `${letter}${String(index + 1).padStart(3, '0')}`;
}

/**
 * Makes the synthetic sample: items drawn from latent attributes and put into words, users with tastes over those
 * attributes, and ratings from an ordinal model whose expectation is written beside each. One seed, one text, byte
 * for byte.
 */
export function makeSample({ seed }: { readonly seed: number }): SampleFiles {
  const random = new Random(seed);
  const vectors = drawValueVectors(random.fork('values'));
  const itemStream = random.fork('items');
  const items = Array.from({ length: ITEMS }, () => drawItem(vectors, itemStream));
  const userStream = random.fork('users');
  const users = Array.from({ length: USERS }, () => drawUser(userStream));
  const ratings = drawInteractions({
    users,
    items,
    ratingCount: RATINGS,
    newItems: NEW_ITEMS,
    random: random.fork('interactions'),
  });
  const written = writeItems(items, random.fork('item texts'));
  const profileStream = random.fork('profiles');
  return {
    'ratings.csv': formatCsv(
      ['user', 'item', 'rating', 'timestamp', 'expectation'],
      ratings.map((r) => [
        idOf('u', r.user),
        idOf('i', r.item),
        r.rating,
        r.timestamp,
        r.expectation.toFixed(4),
      ]),
    ),
    'items.csv': formatCsv(
      ['id', 'title', 'description', 'category'],
      written.map((item, i) => [idOf('i', i), item.title, item.description, item.category]),
    ),
    'users.csv': formatCsv(
      ['id', 'profile'],
      users.map((user, u) => [idOf('u', u), writeProfile(user, vectors, profileStream)]),
    ),
  };
}
