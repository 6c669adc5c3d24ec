import { type Command, Option } from 'commander';
import type { Repeats, UnratedItems, WeightScale } from '../../data';
import { parseCount, parseNames, parseNumbers, parseWhole } from '../distill/parse-list';
import { parseFeatures, parsePair, parseSeparator } from './parse-data-options';

const sets =
  'sample, ml-100k, ml-latest-small, amazon-industrial, amazon-gift-cards, lastfm-2k, movietweetings-10k';

/** Adds the options that name a data set, or describe files of one's own. */
export function addDataOptions(command: Command): Command {
  command
    .option('--dataset <name>', `${sets} (the sample where no file is given)`)
    .option('--data-dir <folder>', 'folder of data sets to look in first')
    .option('--ratings <file>', 'ratings of your own: CSV, TSV, JSON or Parquet, may be gzipped')
    .option(
      '--interactions <file>',
      'what users took, without ratings: user<TAB>item, user<TAB>item item item, or columns as above',
    );
  addRowOptions(command);
  addItemOptions(command);
  addTagOptions(command);
  return addUserOptions(command);
}

function addRowOptions(command: Command): void {
  const repeats: Repeats[] = ['keep', 'last'];
  const scales: WeightScale[] = ['linear', 'log'];
  command
    .option(
      '--separator <text>',
      'between fields, e.g. "::" or tab (comma in .csv, else tab, where not given)',
      parseSeparator,
    )
    .option('--header <names>', 'names of the columns, for files without a header line', parseNames)
    .option('--no-header', 'the file has no header line; its columns are called 1, 2, 3 ...')
    .option('--user-column <name>', 'column of the ratings; common names are found')
    .option('--item-column <name>', 'likewise')
    .option('--rating-column <name>', 'likewise')
    .option('--timestamp-column <name>', 'likewise; splits by time need it')
    .option('--weight-column <name>', 'how much a row says: plays, purchases, minutes')
    .addOption(
      new Option('--weight-scale <scale>', 'weights as they stand, or ln(1 + weight)').choices(scales),
    )
    .option('--levels <numbers>', 'the rating scale, ascending, e.g. 1,2,3,4,5', parseNumbers)
    .option('--ordinal-levels <count>', 'makes ratings of weights: so many equally filled levels', parseCount)
    .addOption(
      new Option(
        '--repeats <rule>',
        'an item that a user took again: each time counts, or the last (keep where not given)',
      ).choices(repeats),
    )
    .option(
      '--shuffle-rows <seed>',
      'for files without times whose rows stand in no order of events: draws one',
      parseWhole,
    );
}

function addItemOptions(command: Command): void {
  const unrated: UnratedItems[] = ['keep', 'leave-out'];
  command
    .option('--items <file>', 'items with texts for the language model')
    .option('--item-separator <text>', 'as for the ratings', parseSeparator)
    .option('--item-header <names>', 'as for the ratings', parseNames)
    .option('--item-id <name>', 'column of the id that the ratings use')
    .option(
      '--item-text <names>',
      'columns that the language model reads (all words where not given)',
      parseNames,
    )
    .addOption(
      new Option('--item-text-format <format>', 'html: takes tags, entities and scripts out').choices([
        'plain',
        'html',
      ]),
    )
    .option(
      '--item-features <columns>',
      'side features, e.g. "genres:list:|,year:number,price:amount"',
      parseFeatures,
    )
    .addOption(
      new Option('--unrated-items <rule>', 'items that nobody rated (keep where not given)').choices(unrated),
    );
}

function addTagOptions(command: Command): void {
  command
    .option('--tags <file>', 'what people tagged items with, a line each time; gives the items a column tags')
    .option('--tag-separator <text>', 'as for the ratings, in both files of tags', parseSeparator)
    .option('--tag-columns <names>', 'its columns of item and tag, e.g. artistID,tagID', parsePair)
    .option('--tag-names <file>', 'what each tag is called, where the other file has ids')
    .option('--tag-name-columns <names>', 'its columns of id and name, e.g. tagID,tagValue', parsePair)
    .option(
      '--most-tags <count>',
      'so many of an item, the most frequent ones (5 where not given)',
      parseCount,
    );
}

function addUserOptions(command: Command): Command {
  return command
    .option('--users <file>', 'users, with texts and side features as for items')
    .option('--user-separator <text>', 'as for items', parseSeparator)
    .option('--user-header <names>', 'as for items', parseNames)
    .option('--user-id <name>', 'as for items')
    .option('--user-text <names>', 'as for items', parseNames)
    .option('--user-features <columns>', 'as for items', parseFeatures)
    .option('--friends <file>', 'who is whose friend, two users a line')
    .option('--friend-columns <names>', 'its two columns, e.g. userID,friendID', parsePair)
    .option('--friend-separator <text>', 'as for the ratings', parseSeparator)
    .option('--friend-header <names>', 'names of its columns, where it has no header line', parseNames)
    .option('--one-way-friends', 'a tie holds only as it is written: whom a user trusts or follows');
}
