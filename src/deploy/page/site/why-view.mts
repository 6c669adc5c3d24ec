import type { Student } from 'recdistill/student';
import { byId, el } from './dom.mts';
import type { ItemNames } from './item-names.mts';
import type { Session } from './session.mts';

const SHOWN = 4;

export function cosine(a: Float32Array, b: Float32Array): number {
  let [product, ofA, ofB] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    product += a[k] * b[k];
    ofA += a[k] ** 2;
    ofB += b[k] ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB);
}

/** The picks that are nearest to an item, nearest first; null where the student keeps no vector of it. */
export function nearestPicks(
  student: Pick<Student, 'itemVector'>,
  item: string,
  picks: readonly string[],
): { readonly pick: string; readonly likeness: number }[] | null {
  const own = student.itemVector(item);
  if (own === null) return null;
  const likened = picks.flatMap((pick) => {
    const vector = student.itemVector(pick);
    return vector === null ? [] : [{ pick, likeness: cosine(own, vector) }];
  });
  return likened.sort((a, b) => b.likeness - a.likeness || (a.pick < b.pick ? -1 : 1));
}

/** Which picks the chosen item is nearest to. */
export class WhyView {
  private readonly place = byId('why');
  private readonly add: HTMLButtonElement;

  constructor(
    private readonly options: {
      readonly session: Session;
      readonly names: ItemNames;
      readonly onPick: (id: string) => void;
    },
  ) {
    const { session, onPick } = options;
    const click = () => session.chosen !== null && onPick(session.chosen);
    this.add = el('button', { type: 'button', class: 'solid', click }, 'Add to your picks');
  }

  render(): void {
    const { session, names } = this.options;
    const { chosen, picks } = session;
    const title = el('p', { class: 'chosen' }, chosen === null ? 'Nothing chosen' : names.of(chosen));
    const kept = this.add.parentElement === this.place ? this.add : null;
    // the button stays in the page, so that it keeps the focus
    for (const child of [...this.place.childNodes]) if (child !== kept) child.remove();
    this.place.prepend(title, ...(chosen === null ? [] : this.reasons(chosen)));
    if (kept === null) this.place.append(this.add);
    this.add.disabled = chosen === null || picks.includes(chosen);
  }

  private reasons(chosen: string): HTMLElement[] {
    const { session, names } = this.options;
    const { student } = session.loaded.distilled;
    const say = (text: string) => [el('p', { class: 'muted' }, text)];
    const nearest = nearestPicks(student, chosen, session.picks);
    if (nearest === null)
      return say(`A student of the kind ${student.info.kind} keeps no vector of an item.`);
    if (nearest.length === 0) return say('Pick something, and this says what it is near to.');
    const rows = nearest.slice(0, SHOWN).map(({ pick, likeness }) => {
      const bar = el('meter', { min: '0', max: '1', value: String(Math.max(0, likeness)) });
      bar.setAttribute('aria-label', `Likeness to ${names.partsOf(pick)[0]}`);
      return el(
        'li',
        {},
        el('span', { class: 'name', title: names.of(pick) }, names.partsOf(pick)[0]),
        bar,
        likeness.toFixed(2),
      );
    });
    return [
      ...say('Nearest of your picks, by the cosine of the distilled student’s item vectors:'),
      el('ol', { class: 'reasons' }, ...rows),
    ];
  }
}
