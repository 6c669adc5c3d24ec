import type { PairBatch, RecommendationData } from '../../data/recommendation-data';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { PairSet } from './pair-set';
import { drawWeighted, runningSums } from './weighted-draw';

/** How many of the rows each of `size` users or items has. */
function rowCounts(entities: Int32Array, rows: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const row of rows) counts[entities[row]]++;
  return counts;
}

/** (1 + rows)^exponent for each user or item; the 1 lets those without any row be drawn too. */
function weightsOf(name: string, counts: Float64Array, exponent: number): Float64Array {
  const weights = counts.map((rows) => (1 + rows) ** exponent);
  if (Number.isFinite(exponent) && weights.every((weight) => weight > 0 && weight < 1e100)) return weights;
  throw new InputError(
    `drawUnobservedPairs: ${name} must be an exponent for which all weights are finite, found ${exponent}`,
  );
}

/** Pairs drawn so far, and those that must not be drawn. */
interface Draw {
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly taken: PairSet;
  drawn: number;
}

function take(draw: Draw, user: number, item: number): void {
  draw.taken.add(user, item);
  draw.users[draw.drawn] = user;
  draw.items[draw.drawn] = item;
  draw.drawn++;
}

/** Draws pairs and drops those taken, until enough are had or the draws have become a waste. */
function drawByRejection(
  draw: Draw,
  userWeights: Float64Array,
  itemWeights: Float64Array,
  random: Random,
): void {
  const userSums = runningSums(userWeights);
  const itemSums = runningSums(itemWeights);
  for (let tries = 4 * draw.users.length; tries > 0 && draw.drawn < draw.users.length; tries--) {
    const user = drawWeighted(userSums, random);
    const item = drawWeighted(itemSums, random);
    if (!draw.taken.has(user, item)) take(draw, user, item);
  }
}

/**
 * Draws what is still wanted among the free pairs at one go: each gets an exponential waiting time at the rate of its
 * weight, and the first to arrive are taken. This has the law of drawing one after the other, whatever is left.
 * @see Efraimidis & Spirakis 2006, Information Processing Letters 97(5)
 */
function drawByWaiting(
  draw: Draw,
  userWeights: Float64Array,
  itemWeights: Float64Array,
  random: Random,
): void {
  const free = new Float64Array(userWeights.length * itemWeights.length - draw.taken.size);
  const times = new Float64Array(free.length);
  let found = 0;
  for (let user = 0; user < userWeights.length; user++) {
    for (let item = 0; item < itemWeights.length; item++) {
      if (draw.taken.has(user, item)) continue;
      free[found] = user * itemWeights.length + item;
      times[found++] = -Math.log(1 - random.uniform()) / (userWeights[user] * itemWeights[item]);
    }
  }
  const limit = times.slice().sort()[draw.users.length - draw.drawn - 1];
  for (let i = 0; i < found && draw.drawn < draw.users.length; i++) {
    if (times[i] <= limit) take(draw, Math.floor(free[i] / itemWeights.length), free[i] % itemWeights.length);
  }
}

/**
 * Draws pairs of user and item that are not among the given rows, none twice: pairs for a teacher to score, which
 * carry more of it over to a student than the rated ones alone. A pair's chance is in proportion to
 *   (1 + rows of the user)^activity · (1 + rows of the item)^popularity
 * Memory: one bit for each pair of the data set.
 * @param options.rows the training rows, as row numbers of the interactions; whether a pair is in validation or test
 *   is not looked at, as a drawn pair carries no label
 * @param options.count pairs to draw
 * @param options.popularity exponent for items; 0 draws all alike, 1 in proportion to their rows
 * @param options.activity exponent for users; all alike where not given
 * @throws InputError if fewer than `count` pairs are free
 */
export function drawUnobservedPairs(options: {
  readonly data: RecommendationData;
  readonly rows: Int32Array;
  readonly count: number;
  readonly popularity: number;
  readonly activity?: number;
  readonly random: Random;
}): PairBatch {
  checkOptions('drawUnobservedPairs', options, ['data', 'rows', 'count', 'popularity', 'activity', 'random']);
  const { data, rows, count, popularity, activity = 0, random } = options;
  const { users, items } = data.interactions;
  const userWeights = weightsOf('activity', rowCounts(users, rows, data.users.ids.length), activity);
  const itemWeights = weightsOf('popularity', rowCounts(items, rows, data.items.ids.length), popularity);
  const taken = new PairSet(userWeights.length, itemWeights.length);
  for (const row of rows) taken.add(users[row], items[row]);
  const free = userWeights.length * itemWeights.length - taken.size;
  if (!Number.isInteger(count) || count < 0 || count > free) {
    throw new InputError(
      `drawUnobservedPairs: count must be a whole number of at most ${free}, the pairs that nobody rated, found ${count}`,
    );
  }
  const draw = { users: new Int32Array(count), items: new Int32Array(count), taken, drawn: 0 };
  if (count < free / 2) drawByRejection(draw, userWeights, itemWeights, random);
  if (draw.drawn < count) drawByWaiting(draw, userWeights, itemWeights, random);
  return { users: draw.users, items: draw.items };
}
