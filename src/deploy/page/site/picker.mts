import { announce, byId, el } from './dom.mts';
import type { ItemNames } from './item-names.mts';

const SHOWN = 8;

/**
 * The search box: a combobox with a list, by the pattern of the ARIA authoring practices. Arrows move, Enter picks, Escape
 * closes and then empties.
 */
export class Picker {
  private readonly input = byId<HTMLInputElement>('search');
  private readonly list = byId('found');
  private found: string[] = [];
  private active = -1;

  constructor(
    private readonly options: {
      readonly names: ItemNames;
      readonly isAllowed: (id: string) => boolean;
      readonly onPick: (id: string) => void;
    },
  ) {
    const { input } = this;
    input.addEventListener('input', () => this.search());
    input.addEventListener('focus', () => this.search());
    input.addEventListener('blur', () => this.close());
    input.addEventListener('keydown', (event) => this.press(event));
  }

  private search(): void {
    const { names, isAllowed } = this.options;
    const text = this.input.value;
    if (text.trim() === '') {
      this.close();
      return;
    }
    const all = names.find(text, isAllowed);
    this.found = all.slice(0, SHOWN);
    this.active = this.found.length > 0 ? 0 : -1;
    this.show(all.length);
    announce(all.length === 0 ? 'Nothing found.' : `${all.length} found, ${this.found.length} shown.`);
  }

  private show(total: number): void {
    const options = this.found.map((id, i) =>
      el(
        'div',
        {
          ...{ id: `found-${i}`, role: 'option', 'aria-selected': 'false' },
          // the box keeps the focus
          mousedown: (event) => event.preventDefault(),
          click: () => this.take(id),
        },
        this.options.names.of(id),
      ),
    );
    const more = total - options.length;
    const note = total === 0 ? 'Nothing found' : `and ${more.toLocaleString('en')} more`;
    const isNoted = total === 0 || more > 0;
    this.list.replaceChildren(
      ...options,
      ...(isNoted ? [el('div', { class: 'note', role: 'presentation' }, note)] : []),
    );
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.mark();
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    [this.found, this.active] = [[], -1];
  }

  private mark(): void {
    const { active, input, list } = this;
    for (const [i, option] of list.querySelectorAll('[role=option]').entries()) {
      option.setAttribute('aria-selected', String(i === active));
      if (i === active) option.scrollIntoView({ block: 'nearest' });
    }
    if (active < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `found-${active}`);
  }

  private take(id: string): void {
    this.input.value = '';
    this.close();
    this.options.onPick(id);
  }

  private press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = this.found;
    if (step !== undefined && length > 0) {
      this.active = (this.active + step + length) % length;
      this.mark();
    } else if (event.key === 'Enter' && this.active >= 0) this.take(this.found[this.active]);
    else if (event.key === 'Escape') {
      if (this.list.hidden) this.input.value = '';
      this.close();
    } else return;
    event.preventDefault();
  }
}
