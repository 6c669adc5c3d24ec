import { checkOptions } from '../errors';
import { type Figure, titleOf } from './figure';
import type { Report, ReportSection } from './report';
import { tableMarkdown } from './table';

function imageLine(figure: Figure, image: string | null): string {
  const title = titleOf(figure);
  return image === null ? `*Figure: ${title} (drawn in the HTML report)*` : `![${title}](${image})`;
}

function sectionMarkdown(section: ReportSection, images: readonly (string | null)[]): string {
  const { heading, paragraphs, tables = [], figures = [] } = section;
  return [
    `## ${heading}`,
    ...paragraphs,
    ...tables.map(tableMarkdown),
    ...figures.map((figure, i) => imageLine(figure, images[i] ?? null)),
  ].join('\n\n');
}

/**
 * A report in GitHub's Markdown.
 * @param options.images the address of each figure's picture, in the order of the figures; null where there is none
 */
export function markdownReport(options: {
  readonly report: Report;
  readonly images: readonly (string | null)[];
}): string {
  checkOptions('markdownReport', options, ['report', 'images']);
  const { report, images } = options;
  const parts = [`# ${report.title}`];
  let next = 0;
  for (const section of report.sections) {
    const count = section.figures?.length ?? 0;
    parts.push(sectionMarkdown(section, images.slice(next, next + count)));
    next += count;
  }
  return `${[...parts, '---', report.footer].join('\n\n')}\n`;
}
