import { figureFragment, plotlyScript } from './figure-html';
import { escapeHtml, inlineHtml } from './html-text';
import type { Report, ReportSection } from './report';
import { sortableScript, sortableStyle } from './sortable-tables';
import { tableHtml } from './table';

const style = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2329; --faint: #5c636d; --line: #e1e4e8; --tint: #f6f7f9; --link: #0a66b2 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181d; --ink: #e8eaed; --faint: #a3abb5; --line: #2d3239; --tint: #1c2026; --link: #5fb2f2 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 52rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 Inter, "Segoe UI", system-ui, -apple-system, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; letter-spacing: -.01em; margin: 0 0 1.5rem }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line) }
p { margin: 0 0 1rem; max-width: 44rem }
a { color: var(--link) }
code { font: .9em ui-monospace, "Cascadia Code", Menlo, Consolas, monospace; background: var(--tint); padding: .1em .3em; border-radius: 3px }
.scroll { overflow-x: auto; margin: 1.25rem 0 }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: 60% }
caption { text-align: left; color: var(--faint); padding-bottom: .5rem }
th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); white-space: nowrap }
th { font-weight: 600; border-bottom-color: var(--faint) }
figure { margin: 1.75rem 0 !important }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--faint); font-size: .85rem }
@media print { h2 { break-after: avoid } figure, table { break-inside: avoid } }
${sortableStyle}`;

function sectionHtml({ heading, paragraphs, tables = [], figures = [] }: ReportSection): string {
  return [
    `<h2>${inlineHtml(heading)}</h2>`,
    ...paragraphs.map((paragraph) => `<p>${inlineHtml(paragraph)}</p>`),
    ...tables.map((table) => `<div class="scroll">${tableHtml(table)}</div>`),
    ...figures.map(figureFragment),
  ].join('\n');
}

/**
 * A report as one HTML page that needs no network: plotly.js is inside once, figures are live, tables sort by any of their
 * columns, and the page follows the reader's choice of light or dark and the width of a phone.
 */
export function htmlReport(report: Report): string {
  const hasFigures = report.sections.some(({ figures = [] }) => figures.length > 0);
  const hasTables = report.sections.some(({ tables = [] }) => tables.length > 0);
  return `<!doctype html>
<html lang="en" data-figures="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(report.title)}</title>
<style>${style}</style>
${hasFigures ? plotlyScript() : ''}
</head>
<body>
<main>
<h1>${inlineHtml(report.title)}</h1>
${report.sections.map(sectionHtml).join('\n')}
</main>
<footer>${inlineHtml(report.footer)}</footer>
${hasTables ? sortableScript() : ''}
</body>
</html>
`;
}
