import { Random } from '../../src/random';

/** Items of the ring. */
export const RING = 30;

/** Users who walk along a ring of items, six steps of one or two each, as lines `user<TAB>item`. */
export function ringLines(): string[] {
  const random = new Random(5);
  return Array.from({ length: 60 }, (_, user) => {
    let item = random.integer(RING);
    return Array.from({ length: 6 }, () => {
      const line = `u${user}\titem-${item}`;
      item = (item + 1 + random.integer(2)) % RING;
      return line;
    });
  }).flat();
}

/** How well an item comes after another: those one and two steps on best. */
export function ringLogit(last: string, item: string): number {
  const steps = (Number(item.slice(5)) - Number(last.slice(5)) + RING) % RING;
  return steps === 1 || steps === 2 ? 4 : -steps / RING;
}
