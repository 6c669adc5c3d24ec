import { LIST_LENGTH } from '../manifest';
import { barChart, type Series } from './bar-chart.mts';
import { byId, el } from './dom.mts';
import type { ItemNames } from './item-names.mts';
import { roleNames } from './list-view.mts';
import type { Contender } from './load-students.mts';
import type { Session } from './session.mts';
import { entropy, soften } from './soften.mts';

const LEAST = 0.25;
const MOST = 8;

/** The temperature that a student was distilled at, where its file says so. */
function trainedAt({ student }: Contender): number | null {
  const { trial } = student.info.metadata as { readonly trial?: { readonly temperature?: unknown } };
  const found = trial?.temperature ?? student.info.metadata.temperature;
  return typeof found === 'number' && found >= LEAST && found <= MOST ? found : null;
}

/** What one contender says at T = 1, before softening. */
interface Logits {
  readonly contender: Contender;
  readonly values: ArrayLike<number>;
}

/**
 * What temperature does to a student's answer, as in distillation: softmax(z / T) over an item's rating levels, or over the
 * catalogue.
 */
export class SoftenedView {
  private readonly slider: HTMLInputElement;
  private readonly shown = el('output', { for: 'temperature' });
  private readonly about = el('p', { class: 'muted' });
  private readonly drawing = el('div', { class: 'drawing' });
  private readonly words = el('p', {});
  private logits: readonly Logits[] = [];
  /** Numbers of the items whose shares are drawn one by one; null where levels are drawn. */
  private drawn: readonly number[] | null = null;

  constructor(
    private readonly session: Session,
    private readonly names: ItemNames,
  ) {
    const start = String(trainedAt(session.loaded.distilled) ?? 1);
    const steps = { min: String(LEAST), max: String(MOST), step: '0.25', value: start };
    this.slider = el('input', { type: 'range', id: 'temperature', ...steps, input: () => this.draw() });
    const label = el('label', { for: 'temperature' }, 'Temperature T');
    const row = el('div', { class: 'slider' }, label, this.slider, this.shown);
    byId('softened').append(this.about, row, this.legend(), this.drawing, this.words);
    new ResizeObserver(() => this.draw()).observe(this.drawing);
  }

  /** Asks the students anew. */
  render(): void {
    const { session } = this;
    const { chosen } = session;
    const { student } = session.loaded.distilled;
    const { levels } = student;
    const asked = session.asked;
    this.drawn = levels === null ? this.bestOf(student.items) : null;
    this.logits = session.contenders.flatMap((contender): Logits[] => {
      if (levels === null) return [{ contender, values: this.scoresOf(contender, student.items) }];
      if (chosen === null) return [];
      const values = contender.student.levelLogits({ ...asked, item: chosen });
      return values === null ? [] : [{ contender, values }];
    });
    this.about.textContent =
      levels === null
        ? `Share of each of the distilled student’s ten among all ${student.items.length.toLocaleString('en')} items, softmax(z / T).`
        : `How likely each rating of ${chosen === null ? 'the item' : `“${this.names.partsOf(chosen)[0]}”`} is, softmax(z / T).`;
    this.draw();
  }

  private bestOf(items: readonly string[]): number[] {
    const { session } = this;
    const best = session.recommend(session.loaded.distilled).items;
    const index = new Map(items.map((id, i) => [id, i]));
    return best.map(({ item }) => index.get(item) as number);
  }

  private scoresOf({ student }: Contender, items: readonly string[]): Float64Array {
    const scored = student.score({ ...this.session.asked, items }).items;
    return Float64Array.from(scored, ({ score }) => score ?? Number.NEGATIVE_INFINITY);
  }

  private legend(): HTMLElement {
    const entries = this.session.contenders.map(({ role }) => el('li', { class: role }, roleNames[role]));
    return el('ul', { class: 'legend', 'aria-label': 'Colours' }, ...entries);
  }

  private draw(): void {
    const temperature = Number(this.slider.value);
    const { drawn } = this;
    const shares = this.logits.map(({ values }) => soften(values, temperature));
    const series = this.logits.map(({ contender: { role } }, s): Series => {
      const all = shares[s];
      if (drawn === null) return { name: roleNames[role], role, values: [...all] };
      const own = drawn.map((item) => all[item]);
      return { name: roleNames[role], role, values: own };
    });
    const text = this.describe(temperature, series, shares);
    const { levels } = this.session.loaded.distilled.student;
    const labels = levels === null ? (drawn ?? []).map((_, i) => String(i + 1)) : levels.map(String);
    const width = Math.max(200, Math.floor(this.drawing.clientWidth));
    this.shown.textContent = temperature.toFixed(2);
    this.slider.setAttribute('aria-valuetext', `T = ${temperature}. ${text}`);
    this.words.textContent = text;
    this.drawing.replaceChildren(
      ...(series.length > 0 ? [barChart({ labels, series, width, title: text })] : []),
    );
  }

  private describe(temperature: number, series: readonly Series[], shares: readonly Float64Array[]): string {
    const { levels } = this.session.loaded.distilled.student;
    const [own] = series;
    if (own === undefined) return 'Nothing to draw: choose an item.';
    const bits = series.map(({ name }, s) => `${entropy(shares[s]).toFixed(2)} bits (${name.toLowerCase()})`);
    const most = own.values.indexOf(Math.max(...own.values));
    const share = `${(100 * own.values[most]).toFixed(0)}%`;
    const first =
      levels === null
        ? `the best ${Math.min(LIST_LENGTH, own.values.length)} hold ${(100 * own.values.reduce((a, b) => a + b, 0)).toFixed(1)}%`
        : `rating ${levels[most]} is the likeliest, ${share}`;
    const trained = trainedAt(this.session.loaded.distilled);
    const note = trained === temperature ? ' The student was distilled at this temperature.' : '';
    return `At T = ${temperature}, ${first}; entropy ${bits.join(', ')}.${note}`;
  }
}
