import { byId, el } from './dom.mts';
import { latencyMs } from './latency.mts';
import type { Contender } from './load-students.mts';
import type { Session } from './session.mts';

const bytesText = (bytes: number) =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const measures: Readonly<Record<string, string>> = { rmse: 'Test RMSE', 'ndcg@10': 'Test NDCG@10' };

/** How good a student was in its test, where its file says so. */
function qualityOf({ student }: Contender): { readonly measure: string; readonly value: string } | null {
  const { test } = student.info.metadata;
  if (typeof test !== 'object' || test === null) return null;
  for (const [name, value] of Object.entries(test))
    if (Object.hasOwn(measures, name) && typeof value === 'number')
      return { measure: measures[name], value: value.toFixed(3) };
  return null;
}

/** Time, size and quality of what runs in the page. */
export class FactsView {
  private readonly place = byId('facts');
  private readonly took = el('strong', {}, '…');
  private waiting = 0;

  constructor(private readonly session: Session) {
    const { distilled, scratch } = session.loaded;
    const { student, bytes } = distilled;
    const count = (value: number) => value.toLocaleString('en');
    this.add('A recommendation takes', this.took, 'here and now, best of several');
    this.add('The whole model', bytesText(bytes), `${count(student.info.weights)} weights, hash checked`);
    this.add('It chooses from', count(student.items.length), `items, by ${student.info.kind}`);
    const quality = qualityOf(distilled);
    const other = scratch === null ? null : qualityOf(scratch);
    if (quality !== null)
      this.add(quality.measure, quality.value, other === null ? '' : `${other.value} from scratch`);
  }

  /** Measures once the new lists are on the screen. */
  render(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const { session, took, place } = this;
      const ms = latencyMs(() => session.recommend(session.loaded.distilled));
      took.textContent = `${ms < 10 ? ms.toPrecision(2) : ms.toFixed(0)} ms`;
      place.dataset.latencyMs = String(ms);
      place.dataset.picks = String(session.picks.length);
    }, 50);
  }

  private add(term: string, figure: Node | string, more: string): void {
    const strong = typeof figure === 'string' ? el('strong', {}, figure) : figure;
    this.place.append(el('div', {}, el('dt', {}, term), el('dd', {}, strong, el('span', {}, more))));
  }
}
