import type { Student } from 'recdistill/student';

/** Lower case without accents. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What people call the items, and finding them by it. */
export class ItemNames {
  private readonly names: ReadonlyMap<string, string>;
  private readonly searched: readonly { readonly id: string; readonly text: string }[];

  constructor({ items, titles }: Pick<Student, 'items' | 'titles'>) {
    this.names = new Map(items.map((id, i) => [id, titles?.[i] || id]));
    this.searched = items.map((id) => ({ id, text: folded(`${this.names.get(id)} ${id}`) }));
  }

  of(id: string): string {
    return this.names.get(id) ?? id;
  }

  /** What stands before the first full stop, and what comes after it: a title, and the beginning of a text. */
  partsOf(id: string): readonly [head: string, rest: string] {
    const name = this.of(id);
    // from the sixth letter on, so that "Dr. No" stays whole
    const stop = name.indexOf('. ', 6);
    return stop < 0 ? [name, ''] : [name.slice(0, stop), name.slice(stop + 2)];
  }

  /** Ids of items that hold every word, those that begin with the text first. */
  find(text: string, isAllowed: (id: string) => boolean): string[] {
    const whole = folded(text).trim();
    const words = whole.split(/\s+/);
    const fits = this.searched.filter(
      ({ id, text: own }) => words.every((word) => own.includes(word)) && isAllowed(id),
    );
    const [first, rest] = [true, false].map((begins) =>
      fits.filter(({ text: own }) => own.startsWith(whole) === begins),
    );
    return [...first, ...rest].map(({ id }) => id);
  }
}
