import { type Figure, subtitleOf, titleOf } from './figure';
import { escapeHtml } from './html-text';
import { plotlyAddress, plotlyBundle } from './plotly-bundle';
import { darkColours } from './theme';

/** JSON that may stand inside a script element. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** The figure without its title, which the page's caption says (and wraps where the screen is narrow). */
function withoutTitle(figure: Figure): Figure {
  const margin = (figure.layout.margin ?? {}) as Record<string, unknown>;
  const height = (typeof figure.layout.height === 'number' ? figure.layout.height : 440) - 54;
  return {
    data: figure.data,
    layout: { ...figure.layout, title: { text: '' }, height, margin: { ...margin, t: 24 } },
  };
}

/**
 * Draws into the script's own element: at once where plotly.js is there, else after the page has loaded, fetching it
 * once for the page. On a phone's width the legend needs more lines and the figure more height. A page marked `data-figures="auto"` gets dark figures where the reader prefers dark.
 */
const drawScript = `(function (host, text, address, darkColours) {
  var page = document.documentElement;
  var query = window.matchMedia ? window.matchMedia('(prefers-color-scheme: dark)') : null;
  function colours(json) {
    if (page.getAttribute('data-figures') !== 'auto' || !query || !query.matches) return json;
    return json.replace(/#[0-9a-f]{6}/g, function (c) { return darkColours[c] || c; });
  }
  function draw() {
    var figure = JSON.parse(colours(text));
    if (host.clientWidth < 480) {
      figure.layout.height += 120;
      host.style.height = figure.layout.height + 'px';
    }
    window.Plotly.react(host, figure.data, figure.layout, { responsive: true, displayModeBar: false });
  }
  function fetchOnce() {
    if (!window.recdistillPlotly) {
      window.recdistillPlotly = new Promise(function (resolve, reject) {
        var script = document.createElement('script');
        script.src = address;
        script.onload = resolve;
        script.onerror = reject;
        document.head.appendChild(script);
      });
    }
    return window.recdistillPlotly;
  }
  function start() {
    if (window.Plotly) draw();
    else fetchOnce().then(draw, function () { host.textContent = 'This figure needs plotly.js, which could not be loaded.'; });
    if (query && query.addEventListener) query.addEventListener('change', function () { if (window.Plotly) draw(); });
  }
  if (window.Plotly || document.readyState === 'complete') start();
  else window.addEventListener('load', start);
})`;

/**
 * A figure as a piece of HTML that draws itself. It carries the data but not plotly.js: the page brings that once
 * ({@link plotlyScript}), or else it is fetched from plotly's own address.
 */
export function figureFragment(figure: Figure): string {
  const subtitle = subtitleOf(figure);
  const plain = withoutTitle(figure);
  return `<figure class="recdistill-figure" style="margin:0">
<figcaption style="font-family:system-ui,sans-serif;line-height:1.35"><strong>${escapeHtml(titleOf(figure))}</strong>${
    subtitle === '' ? '' : `<br><span style="opacity:.7;font-size:.85em">${escapeHtml(subtitle)}</span>`
  }</figcaption>
<div style="width:100%;height:${plain.layout.height}px" role="img" aria-label="${escapeHtml(titleOf(figure))}"></div>
<script>${drawScript}(document.currentScript.previousElementSibling, ${scriptJson(JSON.stringify(plain))}, ${scriptJson(plotlyAddress())}, ${scriptJson(darkColours)});</script>
</figure>`;
}

/** The script element that brings plotly.js into a page, to stand in its head. */
export function plotlyScript(): string {
  return `<script>${plotlyBundle().replace(/<\/script/gi, '<\\/script')}</script>`;
}

/** A page of its own with one figure, which needs no network. */
export function figureToHtml(figure: Figure): string {
  return `<!doctype html>
<html lang="en" data-figures="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(titleOf(figure))}</title>
<style>body { margin: 1.5rem auto; max-width: 60rem; padding: 0 1rem; background: #fff; color: #1f2329 }
@media (prefers-color-scheme: dark) { body { background: #15181d; color: #e8eaed } }</style>
${plotlyScript()}
</head>
<body>
${figureFragment(figure)}
</body>
</html>
`;
}
