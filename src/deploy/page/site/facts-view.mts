import { byId, el } from './dom.mts';
import { latencyMs } from './latency.mts';
import { roleNames } from './list-view.mts';
import type { Contender } from './load-students.mts';
import type { Session } from './session.mts';

const bytesText = (bytes: number) =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const errors: Readonly<Record<string, string>> = { rmse: 'test RMSE', 'ndcg@10': 'test NDCG@10' };

/** How good a student was in its test, where its file says so. */
function qualityOf({ student }: Contender): string | null {
  const { test } = student.info.metadata;
  if (typeof test !== 'object' || test === null) return null;
  const found = Object.entries(test).find(
    ([name, value]) => Object.hasOwn(errors, name) && typeof value === 'number',
  );
  return found === undefined ? null : `${errors[found[0]]} ${(found[1] as number).toFixed(3)}`;
}

/** Time, size and quality of what runs in the page. */
export function renderFacts(session: Session): void {
  const { distilled } = session.loaded;
  const { student, bytes } = distilled;
  const took = latencyMs(() => session.recommend(distilled));
  const qualities = session.contenders.flatMap((one) => {
    const text = qualityOf(one);
    return text === null ? [] : [`${roleNames[one.role]}: ${text}`];
  });
  const facts: [string, string, string][] = [
    ['A recommendation takes', `${took.toPrecision(2)} ms`, 'here and now, in this browser'],
    [
      'The whole model',
      bytesText(bytes),
      `${student.info.weights.toLocaleString('en')} weights, hash checked`,
    ],
    ['It chooses from', student.items.length.toLocaleString('en'), `items, by ${student.info.kind}`],
  ];
  if (qualities.length > 0) facts.push(['How good', qualities[0].split(': ')[1], qualities[1] ?? '']);
  const place = byId('facts');
  place.dataset.latencyMs = String(took);
  place.replaceChildren(
    ...facts.map(([term, figure, more]) =>
      el('div', {}, el('dt', {}, term), el('dd', {}, el('strong', {}, figure), el('span', {}, more))),
    ),
  );
}
