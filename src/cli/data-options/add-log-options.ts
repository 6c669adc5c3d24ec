import { type Command, Option } from 'commander';
import type { BadLines, ClickColumns } from '../../data';
import { parseNames } from '../distill/parse-list';
import { parseCategories, parseColumn, parseColumns } from './parse-log-options';

/** Adds the options that describe a click log of one's own. */
export function addLogOptions(command: Command): Command {
  const others: ClickColumns['others'][] = ['infer', 'numeric', 'categorical', 'leave-out'];
  const rules: BadLines[] = ['refuse', 'leave-out'];
  return command
    .option(
      '--log <files>',
      'a click log of your own: one file, or train,test, or train,valid,test; CSV, TSV, JSON lines or Parquet, may be gzipped',
      parseNames,
    )
    .option('--label-column <column>', '1 for a click, 0 for none; a name, or a position from 1', parseColumn)
    .option('--numeric <columns>', 'columns with amounts, e.g. price,3,5-7', parseColumns)
    .option(
      '--categorical <columns>',
      'columns with categories, likewise; "hour[6-8]" takes characters 6 and 7, counted from 0',
      parseCategories,
    )
    .option('--time-column <column>', 'of a click log: when; a split by time reads it', parseColumn)
    .option(
      '--text-columns <columns>',
      'of a click log: titles and descriptions, which a teacher of kind language-model reads',
      parseColumns,
    )
    .option('--leave-out <columns>', 'of a click log: columns that nothing reads', parseColumns)
    .addOption(
      new Option(
        '--other-columns <kind>',
        'of a click log: what the columns are that are named nowhere (infer where not given)',
      ).choices(others),
    )
    .addOption(
      new Option(
        '--bad-lines <rule>',
        'of a click log: a line that does not read ends the run, or is left out and counted (refuse where not given)',
      ).choices(rules),
    );
}
