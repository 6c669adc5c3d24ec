import type { Report, ReportSection } from '../../plot';
import { rowCommands } from '../report/row-commands';
import { chosenRows, coldTable, domainCostsTable, domainsTable } from './domain-tables';
import { domainFinding, readingWords } from './domain-words';
import type { DomainsResult } from './domains-result';
import { keptFigures } from './kept-figures';

function answer(result: DomainsResult): ReportSection {
  const chosen = chosenRows(result);
  return {
    heading: 'Question and short answer',
    paragraphs: [
      'What does a light student keep of a large teacher in e-commerce, video, music, social media and advertising, and what does it cost? Each data set is a row of one table of settings, run by one loop; all choices are made on validation.',
      ...chosen.map(domainFinding),
      ...readingWords(chosen),
    ],
    tables: [domainsTable(result), domainCostsTable(result)],
    figures: keptFigures(result),
  };
}

function coldSection(result: DomainsResult): ReportSection[] {
  const table = coldTable(result);
  if (table.rows.length === 0) return [];
  return [
    {
      heading: 'Cold items',
      paragraphs: [
        "Of an item without any training row a student from scratch knows nothing; a teacher that reads has its text. p is distilled against scratch: of ratings the largest one over users, over items and over splits, of rankings the one over queries. Where the teacher's figure is not below (for NDCG, above) the student's from scratch, there is no advantage to pass on. 'Least told' is the smallest difference that these tests could have told at 5%, by the widest of their intervals; a true one of that size is told every other time.",
      ],
      tables: [table],
    },
  ];
}

function failureSection({ failures }: DomainsResult): ReportSection[] {
  if (failures.length === 0) return [];
  return [
    {
      heading: 'What came to no result',
      paragraphs: failures.map(({ domain, name, message }) => `**${domain}** (${name}): ${message}`),
    },
  ];
}

/** Every domain in one table and one plot. */
export function domainsReport(result: DomainsResult): Report {
  const { command, versions, machine } = result;
  const all = chosenRows(result).map((row) => ({
    row: row.name,
    command: row.command,
  }));
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return {
    title: 'Five domains by one loop',
    sections: [
      answer(result),
      ...coldSection(result),
      ...failureSection(result),
      {
        heading: 'All students and methods',
        paragraphs: ['As above, with those that validation did not choose.'],
        tables: [domainsTable({ rows: result.rows.map((row) => ({ ...row, isChosen: true })) })],
      },
      ...rowCommands(all),
    ],
    footer: [
      ...(command === null ? [] : [`Made by \`${command}\`.`]),
      `${programs.join(', ')}; ${machine.platform}, ${machine.processor}, ${machine.cores} cores.`,
      'Aggregates only: no row of any data is in here.',
    ].join(' '),
  };
}
