import { InputError, nearestName } from '../errors';
import type { Report } from '../plot';
import { writeOutput } from './cell-output';
import { showFigure, showTable } from './display';

/**
 * Shows one section of a report in the running cell: its computed sentences, tables and figures.
 * @param heading which section, as the report names it
 * @throws InputError for a heading that the report does not have
 */
export async function showSection(report: Report, heading: string): Promise<void> {
  const known = report.sections.map((section) => section.heading);
  const section = report.sections.find((candidate) => candidate.heading === heading);
  if (section === undefined) {
    throw new InputError(
      `showSection: unknown section "${heading}"; did you mean "${nearestName(heading, known)}"? Known: ${known.join(', ')}`,
    );
  }
  const text = section.paragraphs.join('\n\n');
  if (text !== '') writeOutput({ data: { 'text/markdown': text, 'text/plain': text } });
  for (const { rows, digits, caption } of section.tables ?? []) showTable(rows, { digits, caption });
  for (const figure of section.figures ?? []) await showFigure(figure);
}
