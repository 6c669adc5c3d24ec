import { InputError } from '../../../errors';
import type { Random } from '../../../random';

/**
 * For each row `count` different items that do not stand in its list, each such set with the same probability.
 * @param options.excluded [batch, k], row-major; -1 excludes nothing
 * @returns [batch, count], row-major
 * @throws InputError where a row has fewer items left
 */
export function drawOthers(
  where: string,
  options: {
    readonly excluded: Int32Array;
    readonly batch: number;
    readonly items: number;
    readonly count: number;
    readonly random: Random;
  },
): Int32Array {
  const { excluded, batch, items, count, random } = options;
  const k = excluded.length / batch;
  const drawn = new Int32Array(batch * count);
  for (let row = 0; row < batch; row++) {
    const taken = new Set(excluded.subarray(row * k, (row + 1) * k));
    taken.delete(-1);
    const left = items - taken.size;
    if (left < count) {
      throw new InputError(
        `${where}: wants ${count} further items for row ${row}, but the catalogue of ${items} has ${left} left; ask for fewer`,
      );
    }
    // Drawing until a new one comes is quick while few are taken; near the end the rest is listed instead.
    if (left > 2 * count) drawUntilNew({ taken, items, into: drawn.subarray(row * count), count, random });
    else drawFromRest({ taken, items, into: drawn.subarray(row * count), count, random });
  }
  return drawn;
}

interface RowDraw {
  taken: Set<number>;
  items: number;
  into: Int32Array;
  count: number;
  random: Random;
}

function drawUntilNew({ taken, items, into, count, random }: RowDraw): void {
  let found = 0;
  while (found < count) {
    const item = random.integer(items);
    if (taken.has(item)) continue;
    taken.add(item);
    into[found++] = item;
  }
}

function drawFromRest({ taken, items, into, count, random }: RowDraw): void {
  const rest: number[] = [];
  for (let item = 0; item < items; item++) if (!taken.has(item)) rest.push(item);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(rest.length - i);
    into[i] = rest[j];
    rest[j] = rest[i];
  }
}
