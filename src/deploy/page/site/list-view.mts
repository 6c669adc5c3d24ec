import type { Basis, Recommendations } from 'recdistill/student';
import { byId, el } from './dom.mts';
import type { ItemNames } from './item-names.mts';
import type { Contender, Role } from './load-students.mts';
import type { Session } from './session.mts';

export const roleNames: Readonly<Record<Role | 'teacher', string>> = {
  distilled: 'Distilled student',
  scratch: 'Student from scratch',
  teacher: 'Teacher',
};

const basisWords: Readonly<Record<Basis, string>> = {
  user: 'from what it learned of this viewer',
  history: 'from the picks, in their order',
  'fold-in': 'solved for somebody new with these picks',
  popularity: 'what everybody likes, as it knows nothing else of you',
};

/** One contender's answer. */
export interface Answered {
  readonly contender: Contender;
  readonly answer: Recommendations;
}

/** The lists side by side. */
export class ListView {
  private readonly place = byId('lists');

  constructor(
    private readonly options: {
      readonly session: Session;
      readonly names: ItemNames;
      readonly onChoose: (id: string) => void;
    },
  ) {}

  render(answered: readonly Answered[]): void {
    const cards = answered.map((one) => this.studentCard(one));
    const { viewers } = this.options.session.loaded;
    this.place.replaceChildren(...cards, ...(viewers.length > 0 ? [this.teacherCard()] : []));
    this.mark();
  }

  /** Shows which item the details are about. */
  mark(): void {
    const { chosen } = this.options.session;
    for (const row of this.place.querySelectorAll<HTMLElement>('button.row'))
      row.setAttribute('aria-pressed', String(row.dataset.item === chosen));
  }

  private studentCard({ contender, answer }: Answered): HTMLElement {
    const { role } = contender;
    const { session } = this.options;
    const best = session.isAsStored ? session.teachersBest : null;
    const shared = new Set(best ?? []);
    const count = answer.items.filter(({ item }) => shared.has(item)).length;
    const words = best === null ? '' : `${count} of ${answer.items.length} also the teacher’s`;
    const rows = answer.items.map(({ item, score }) =>
      this.row({ item, score: score.toFixed(2), isShared: shared.has(item) }),
    );
    return card({ role, note: basisWords[answer.basis], badge: words, rows, isFaded: false });
  }

  private teacherCard(): HTMLElement {
    const { session } = this.options;
    const { viewers } = session.loaded;
    const best = session.teachersBest;
    const count = viewers.length.toLocaleString('en');
    if (best === null) {
      const note = `Too large for a page: it ranked the items beforehand, for ${count} viewers. Choose one to compare.`;
      return card({ role: 'teacher', note, badge: '', rows: [], isFaded: false });
    }
    const { name } = session.viewer as { name: string };
    const note = session.isAsStored
      ? `stored for ${name}, ranked beforehand`
      : `stored for ${name}, whose picks you have changed since`;
    const rows = best.map((item) => this.row({ item, score: '', isShared: false }));
    return card({ role: 'teacher', note, badge: '', rows, isFaded: !session.isAsStored });
  }

  private row(options: {
    readonly item: string;
    readonly score: string;
    readonly isShared: boolean;
  }): HTMLElement {
    const { item, score, isShared } = options;
    const dot = el(
      'span',
      { class: 'shared', title: 'Also on the teacher’s list' },
      el('span', { class: 'hidden' }, 'also on the teacher’s list'),
    );
    const click = () => this.options.onChoose(item);
    const [head, rest] = this.options.names.partsOf(item);
    const more = rest === '' ? [] : [el('span', { class: 'rest' }, rest)];
    const name = el('span', { class: 'name' }, head, ...more);
    const figures = score === '' ? [] : [el('span', { class: 'score' }, score)];
    return el(
      'li',
      {},
      el(
        'button',
        { type: 'button', class: 'row', 'data-item': item, 'aria-pressed': 'false', click },
        ...[name, ...(isShared ? [dot] : []), ...figures],
      ),
    );
  }
}

function card(options: {
  readonly role: Role | 'teacher';
  readonly note: string;
  readonly badge: string;
  readonly rows: readonly HTMLElement[];
  readonly isFaded: boolean;
}): HTMLElement {
  const { role, note, badge, rows, isFaded } = options;
  const heading = el('h3', { id: `${role}-heading` }, roleNames[role]);
  const words = el('p', { class: 'muted' }, note);
  const tag = badge === '' ? [] : [el('p', { class: 'badge' }, badge)];
  return el(
    'article',
    { class: `card list ${role}${isFaded ? ' faded' : ''}`, 'aria-labelledby': `${role}-heading` },
    ...[heading, words, ...tag],
    ...(rows.length > 0 ? [el('ol', {}, ...rows)] : []),
  );
}
