export interface Series {
  readonly name: string;
  /** Class of its bars. */
  readonly role: string;
  /** In [0, 1], one a label. */
  readonly values: readonly number[];
}

const HEIGHT = 220;
const MARGIN = { left: 44, right: 8, top: 18, bottom: 28 };
const PLOT = HEIGHT - MARGIN.top - MARGIN.bottom;

function svg(tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== '') element.textContent = text;
  return element;
}

const percent = (value: number) => `${(100 * value).toFixed(value < 0.0995 && value > 0 ? 1 : 0)}%`;

/** The smallest of these that holds the largest value, so that the scale does not move with every step of a slider. */
function topOf(series: readonly Series[]): number {
  const largest = Math.max(...series.flatMap(({ values }) => values));
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((top) => largest <= top) ?? 1;
}

function gridLines(top: number, width: number): SVGElement[] {
  return [0, 0.5, 1].flatMap((part) => {
    const y = MARGIN.top + PLOT * (1 - part);
    return [
      svg('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y }),
      svg('text', { x: MARGIN.left - 6, y: y + 4, 'text-anchor': 'end' }, percent(part * top)),
    ];
  });
}

/** Grouped bars of shares, in pixels. */
export function barChart(options: {
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly width: number;
  /** What it shows, in words. */
  readonly title: string;
}): SVGElement {
  const { labels, series, width, title } = options;
  const top = topOf(series);
  const group = (width - MARGIN.left - MARGIN.right) / labels.length;
  const bar = Math.min(34, (group * 0.76) / series.length);
  const chart = svg('svg', { role: 'img', 'aria-label': title, width, height: HEIGHT, class: 'chart' });
  chart.append(...gridLines(top, width));
  labels.forEach((label, i) => {
    const middle = MARGIN.left + group * (i + 0.5);
    series.forEach(({ role, values }, s) => {
      const height = Math.max(1, (PLOT * values[i]) / top);
      const x = middle + (s - series.length / 2) * bar;
      const y = MARGIN.top + PLOT - height;
      const place = { x: x + 1, y, width: Math.max(1, bar - 2), height, rx: 2 };
      chart.append(svg('rect', { class: `bar ${role}`, ...place }));
    });
    chart.append(svg('text', { x: middle, y: HEIGHT - 8, 'text-anchor': 'middle' }, label));
  });
  return chart;
}
