import { joinContexts } from '../../data/join-contexts';
import { takeContexts } from '../../data/take-contexts';
import { checkOptions, InputError } from '../../errors';
import type { Random } from '../../random';
import { checkCounts } from '../ranking/methods/check-settings';
import { takeRows } from '../stored-vectors';
import type { Lessons } from './generative';

/**
 * Real and synthetic lessons in a given proportion, by sequences: round(share · count) made up, the others real, each
 * drawn without replacement. With a share of 1 the training is data-free: `real` is not even looked at and may be null.
 * @param options.share of the sequences that are synthetic, 0 to 1
 * @param options.count sequences in all
 * @throws InputError where one side has too few sequences, or the two teachers stored lists of different lengths
 */
export function mixLessons(options: {
  readonly real: Lessons | null;
  readonly synthetic: Lessons;
  readonly share: number;
  readonly count: number;
  readonly random: Random;
}): Lessons {
  const where = 'mixLessons';
  checkOptions(where, options, ['real', 'synthetic', 'share', 'count', 'random']);
  const { real, synthetic, share, count, random } = options;
  checkCounts(where, { count });
  if (!(share >= 0 && share <= 1))
    throw new InputError(`${where}: share must be from 0 to 1, found ${share}`);
  const made = Math.round(share * count);
  const parts: Lessons[] = [];
  if (made < count) parts.push(drawLessons(where, 'real', real, count - made, random));
  if (made > 0) parts.push(drawLessons(where, 'synthetic', synthetic, made, random));
  return joinLessons(where, parts);
}

function drawLessons(
  where: string,
  side: string,
  from: Lessons | null,
  count: number,
  random: Random,
): Lessons {
  const sequences = from?.examples.contexts.users.length ?? 0;
  if (from === null || count > sequences) {
    throw new InputError(
      `${where}: expected at least ${count} ${side} sequences, found ${sequences}; ask for fewer, or another share`,
    );
  }
  const { contexts, targets, weights } = from.examples;
  const drawn = new Set(random.permutation(sequences).subarray(0, count));
  const queries = Int32Array.from(contexts.rows.keys()).filter((query) => drawn.has(contexts.rows[query]));
  const { k, items, logits, hidden, itemVectors } = from.teacher;
  return {
    examples: {
      contexts: takeContexts({ contexts, queries }),
      targets: queries.map((query) => targets[query]),
      ...(weights && { weights: Float32Array.from(queries, (query) => weights[query]) }),
    },
    teacher: {
      ...{
        contexts: queries.length,
        k,
        items: takeRows(items, k, queries),
        logits: takeRows(logits, k, queries),
      },
      ...(hidden && {
        hidden: { values: takeRows(hidden.values, hidden.width, queries), width: hidden.width },
      }),
      ...(itemVectors && { itemVectors }),
    },
  };
}

function joined<T extends Int32Array | Float32Array>(parts: readonly T[]): T {
  const all = new (parts[0].constructor as { new (size: number): T })(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Vectors of contexts and weights of events stay where all parts have them. */
function joinLessons(where: string, parts: readonly Lessons[]): Lessons {
  const teachers = parts.map(({ teacher }) => teacher);
  const [{ k, itemVectors }] = teachers;
  if (teachers.some((teacher) => teacher.k !== k)) {
    throw new InputError(
      `${where}: expected teachers' lists of one length, found k of ${teachers.map((teacher) => teacher.k).join(' and ')}; store as many for both`,
    );
  }
  const hidden = teachers.flatMap((teacher) => teacher.hidden ?? []);
  const weights = parts.flatMap(({ examples }) => examples.weights ?? []);
  return {
    examples: {
      contexts: joinContexts(parts.map(({ examples }) => examples.contexts)),
      targets: joined(parts.map(({ examples }) => examples.targets)),
      ...(weights.length === parts.length && { weights: joined(weights) }),
    },
    teacher: {
      contexts: teachers.reduce((sum, { contexts }) => sum + contexts, 0),
      ...{
        k,
        items: joined(teachers.map(({ items }) => items)),
        logits: joined(teachers.map((t) => t.logits)),
      },
      ...(hidden.length === parts.length && {
        hidden: { values: joined(hidden.map(({ values }) => values)), width: hidden[0].width },
      }),
      ...(itemVectors && { itemVectors }),
    },
  };
}
