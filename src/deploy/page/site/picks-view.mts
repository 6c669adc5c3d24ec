import type { Viewer } from '../manifest';
import { byId, el } from './dom.mts';
import type { ItemNames } from './item-names.mts';
import type { Session } from './session.mts';

/** The picked items, and whom the teacher has lists for. */
export class PicksView {
  private readonly chips = byId('chips');
  private readonly select = byId<HTMLSelectElement>('viewer');

  constructor(
    private readonly options: {
      readonly session: Session;
      readonly names: ItemNames;
      readonly onChange: (how: () => void) => void;
    },
  ) {
    const { session, onChange } = options;
    const { viewers } = session.loaded;
    byId('clear').addEventListener('click', () => {
      onChange(() => session.see(null));
      byId('search').focus();
    });
    byId('viewers').hidden = viewers.length === 0;
    this.select.append(
      el('option', { value: '' }, 'Nobody stored'),
      ...viewers.map(({ name }, i) => el('option', { value: String(i) }, name)),
    );
    this.select.addEventListener('change', () => {
      const { value } = this.select;
      onChange(() => session.see(value === '' ? null : (viewers[Number(value)] as Viewer)));
    });
  }

  render(): void {
    const { session } = this.options;
    const { picks, viewer, loaded } = session;
    this.chips.replaceChildren(...picks.map((id, i) => this.chip(id, i)));
    byId('no-picks').hidden = picks.length > 0 || (viewer !== null && session.isAsStored);
    byId('clear').hidden = picks.length === 0;
    this.select.value = viewer === null ? '' : String(loaded.viewers.indexOf(viewer));
  }

  private chip(id: string, place: number): HTMLElement {
    const { names, session, onChange } = this.options;
    const [name] = names.partsOf(id);
    const drop = () => {
      onChange(() => session.drop(id));
      const buttons = this.chips.querySelectorAll('button');
      (buttons[Math.min(place, buttons.length - 1)] ?? byId('search')).focus();
    };
    const cross = el('span', { 'aria-hidden': 'true' }, '×');
    const button = el('button', { type: 'button', 'aria-label': `Remove ${name}`, click: drop }, cross);
    return el('li', {}, el('span', { class: 'name', title: names.of(id) }, name), button);
  }
}
