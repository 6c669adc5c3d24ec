import type { Random } from '../../random';
import { dot, type LatentItem } from './catalogue';
import { drawRating, expectedRating, type LatentUser, latentScore } from './rating-model';

/** One rating of the sample. */
export interface SampleRating {
  readonly user: number;
  readonly item: number;
  readonly rating: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly expectation: number;
}

/** Options of {@link drawInteractions}. */
export interface InteractionOptions {
  readonly users: readonly LatentUser[];
  readonly items: readonly LatentItem[];
  /** How many ratings in all. */
  readonly ratingCount: number;
  /** How many items, the last of the list, are so new that hardly anybody has rated them. */
  readonly newItems: number;
  readonly random: Random;
}

const FEWEST_PER_USER = 8;
const MOST_PER_USER = 150;
/** A new item has 0 .. this many ratings. */
const MOST_PER_NEW_ITEM = 5;
const ACTIVITY_SPREAD = 0.6;
const POPULARITY_SPREAD = 1;
/** People mostly choose what they will like, but only a little. */
const CHOICE_BY_TASTE = 0.25;

const OPENED = Date.UTC(2021, 0, 1) / 1000;
const CLOSED = Date.UTC(2024, 11, 31) / 1000;
const NEW_ITEMS_FROM = Date.UTC(2024, 10, 1) / 1000;

/** Ratings a user, log-normal between the bounds and of the given sum. */
function drawActivity(users: number, total: number, random: Random): number[] {
  const raw = Array.from({ length: users }, () => Math.exp(ACTIVITY_SPREAD * random.normal()));
  const scale = total / raw.reduce((sum, x) => sum + x, 0);
  const counts = raw.map((x) => Math.min(MOST_PER_USER, Math.max(FEWEST_PER_USER, Math.round(x * scale))));
  let missing = total - counts.reduce((sum, x) => sum + x, 0);
  while (missing !== 0) {
    const user = random.integer(users);
    const next = counts[user] + Math.sign(missing);
    if (next < FEWEST_PER_USER || next > MOST_PER_USER) continue;
    counts[user] = next;
    missing -= Math.sign(missing);
  }
  return counts;
}

/** Picks `count` different items, each with a chance that grows with its weight (Efraimidis and Spirakis 2006). */
function drawItems(weights: readonly number[], count: number, random: Random): number[] {
  const keyed = weights.map((weight, item) => ({ item, key: Math.log(1 - random.uniform()) / weight }));
  return keyed
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ item }) => item);
}

/** Which users have rated each new item: [new item] -> users. */
function drawNewItemRaters(options: InteractionOptions, random: Random): number[][] {
  return Array.from({ length: options.newItems }, () => {
    const count = random.integer(MOST_PER_NEW_ITEM + 1);
    return [...random.permutation(options.users.length).subarray(0, count)];
  });
}

function timeBetween(from: number, to: number, random: Random): number {
  return Math.floor(from + (to - from) * random.uniform());
}

/**
 * Draws who rates what, when and how. Users differ in how much they rate, items in how popular they are; new items
 * have 0 to 5 ratings, all of the last two months.
 * @returns ratings ordered by user, then by time
 */
export function drawInteractions(options: InteractionOptions): SampleRating[] {
  const { users, items, random } = options;
  const oldItems = items.length - options.newItems;
  const newRaters = drawNewItemRaters(options, random.fork('new items'));
  const newTotal = newRaters.reduce((sum, raters) => sum + raters.length, 0);
  const activity = drawActivity(users.length, options.ratingCount - newTotal, random.fork('activity'));
  const popularity = Array.from({ length: oldItems }, () => Math.exp(POPULARITY_SPREAD * random.normal()));
  return users.flatMap((user, u) => {
    const weights = popularity.map(
      (p, i) => p * Math.exp(CHOICE_BY_TASTE * dot(user.vector, items[i].vector)),
    );
    const joined = timeBetween(OPENED, NEW_ITEMS_FROM, random);
    const times = (item: number) => timeBetween(item < oldItems ? joined : NEW_ITEMS_FROM, CLOSED, random);
    const recent = newRaters.flatMap((raters, n) => (raters.includes(u) ? [oldItems + n] : []));
    return [...drawItems(weights, activity[u], random), ...recent]
      .map((item) => {
        const score = latentScore(user, items[item]);
        const rating = drawRating(score, random.uniform());
        return { user: u, item, rating, timestamp: times(item), expectation: expectedRating(score) };
      })
      .sort((a, b) => a.timestamp - b.timestamp);
  });
}
