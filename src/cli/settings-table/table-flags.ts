import { type Command, Option } from 'commander';
import { InputError } from '../../errors';
import { parseNames } from '../distill/parse-list';

/** What every command takes that runs over a table of settings. */
export interface TableFlags {
  readonly table: string;
  readonly only?: readonly string[];
  readonly profile?: string;
  readonly dataDir?: string;
  readonly out: string;
  readonly report?: string;
  readonly cache: string;
  readonly json?: boolean;
  readonly attached?: boolean;
}

/** Adds the options of {@link TableFlags}; `only` and `out` are told in the command's own words. */
export function addTableOptions(
  command: Command,
  words: {
    readonly only: readonly [flag: string, told: string];
    readonly out: readonly [told: string, folder: string];
  },
): Command {
  return command
    .requiredOption('--table <file>', 'the table of settings (JSON)')
    .option(...words.only, parseNames)
    .addOption(new Option('--profile <name>', 'in place of what the rows say').choices(['small', 'full']))
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--out <folder>', ...words.out)
    .option('--report <file>', 'also a Markdown report with pictures, and its figures as JSON')
    .option('--cache <folder>', 'where text tables, weights and soft targets are kept', '.recdistill/cache')
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--attached', 'compute in this very process').hideHelp());
}

/** What the command says in place of all rows. */
export function tableOverrides({ profile, dataDir }: TableFlags): Record<string, string> {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(dataDir === undefined ? {} : { 'data-dir': dataDir }),
  };
}

/** @throws InputError where the report is no Markdown file */
export function checkReportPath({ report }: TableFlags): void {
  if (report !== undefined && !report.endsWith('.md'))
    throw new InputError(`--report: expected a file that ends in .md, found ${report}`);
}
