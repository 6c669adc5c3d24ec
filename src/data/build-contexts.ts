import { checkOptions, InputError } from '../errors';
import type { Contexts, Sequences } from './contexts';
import { historyOf } from './sequences';

/** A stretch of a user's history, and the queries asked along it by how many of its items each knows. */
export interface Stretch {
  /** Index of the user; -1 where nobody known stands behind it. */
  readonly user: number;
  readonly items: Int32Array;
  readonly lengths: readonly number[];
}

function checkCount(where: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InputError(`${where}: ${name} must be a whole number of at least ${least}, found ${value}`);
}

function checkUsers(where: string, users: Int32Array, { offsets }: Sequences): void {
  const bad = users.find((user) => !(user >= 0 && user < offsets.length - 1));
  if (bad === undefined) return;
  throw new InputError(`${where}: users must be among 0 .. ${offsets.length - 2}, found ${bad}`);
}

/** The queries of several stretches; a sequence each, as wide as the longest. */
export function contextsFrom(stretches: readonly Stretch[]): Contexts {
  const width = stretches.reduce((longest, { items }) => Math.max(longest, items.length), 0);
  const sequences = new Int32Array(stretches.length * width).fill(-1);
  stretches.forEach(({ items }, row) => {
    sequences.set(items, row * width);
  });
  return {
    users: Int32Array.from(stretches, ({ user }) => user),
    sequences,
    width,
    rows: Int32Array.from(stretches.flatMap(({ lengths }, row) => lengths.map(() => row))),
    lengths: Int32Array.from(stretches.flatMap(({ lengths }) => lengths)),
  };
}

/**
 * One query a user, at the end of the history: what comes next?
 * @param options.users whom to ask about, in this order
 * @param options.maxLength how many of the youngest items a query knows at most
 * @throws InputError for a user that the sequences do not have
 */
export function contextsOf(options: {
  readonly sequences: Sequences;
  readonly users: Int32Array;
  readonly maxLength: number;
}): Contexts {
  checkOptions('contextsOf', options, ['sequences', 'users', 'maxLength']);
  const { sequences, users, maxLength } = options;
  checkCount('contextsOf', 'maxLength', maxLength, 1);
  checkUsers('contextsOf', users, sequences);
  return contextsFrom(
    Array.from(users, (user) => {
      const items = historyOf(sequences, user).slice(-maxLength);
      return { user, items, lengths: [items.length] };
    }),
  );
}

/** What {@link prefixContexts} cuts histories by. */
interface Cut {
  readonly maxLength: number;
  readonly shortest: number;
  readonly stride: number;
}

function wholeNumbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** The stretches of one history; each position from `shortest` on is asked about in the first stretch that reaches it. */
function stretchesOf(user: number, history: Int32Array, { maxLength, shortest, stride }: Cut): Stretch[] {
  const stretches: Stretch[] = [];
  let asked = shortest - 1;
  for (let start = 0; asked < history.length - 1; start += stride) {
    // The last item of the history is a target and never known to a query.
    const end = Math.min(start + maxLength, history.length - 1);
    stretches.push({
      user,
      items: history.slice(start, end),
      lengths: wholeNumbers(asked + 1 - start, end - start),
    });
    asked = end;
  }
  return stretches;
}

/**
 * Queries for training: every position of every sequence with the item that came next as its target, those of one
 * stretch of a history sharing its row, so that a causal model answers them in one pass.
 *
 * A history of at most `maxLength` + 1 items is one stretch. A longer one is cut into stretches of `maxLength`, each
 * beginning `stride` items after the one before: its further queries know between `maxLength - stride + 1` and
 * `maxLength` items. A stride of 1 gives each query all that it may know, at the price of a stretch a query.
 * @param options.users whose histories, in this order
 * @param options.shortest how many items a query must know: 1, or 0 where the model knows users and can guess the first
 * @returns targets: [queries], the item that came next; weights: [queries], that event's, where the sequences have them
 * @throws InputError for a user that the sequences do not have, or a stride that leaves positions out
 */
export function prefixContexts(options: {
  readonly sequences: Sequences;
  readonly users: Int32Array;
  readonly maxLength: number;
  readonly shortest: number;
  readonly stride: number;
}): { contexts: Contexts; targets: Int32Array; weights?: Float32Array } {
  checkOptions('prefixContexts', options, ['sequences', 'users', 'maxLength', 'shortest', 'stride']);
  const { sequences, users, maxLength, shortest, stride } = options;
  checkCount('prefixContexts', 'maxLength', maxLength, 1);
  checkCount('prefixContexts', 'shortest', shortest, 0);
  checkCount('prefixContexts', 'stride', stride, 1);
  if (stride > maxLength || shortest > maxLength) {
    throw new InputError(
      `prefixContexts: stride and shortest must be at most maxLength (${maxLength}), found ${stride} and ${shortest}`,
    );
  }
  checkUsers('prefixContexts', users, sequences);
  const perUser = Array.from(users, (user) => stretchesOf(user, historyOf(sequences, user), options));
  const targets = perUser.flatMap((stretches, i) =>
    stretches.length === 0 ? [] : [...historyOf(sequences, users[i]).subarray(shortest)],
  );
  const known = { contexts: contextsFrom(perUser.flat()), targets: Int32Array.from(targets) };
  const { weights, offsets } = sequences;
  if (weights === undefined) return known;
  const asked = Array.from(users).flatMap((user, i) =>
    perUser[i].length === 0 ? [] : [...weights.subarray(offsets[user] + shortest, offsets[user + 1])],
  );
  return { ...known, weights: Float32Array.from(asked) };
}
