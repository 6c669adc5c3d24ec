import { InputError } from '../../errors';
import { type DataFlags, dashed } from './data-flags';

type Name = keyof DataFlags;

/** What describes files of one's own, and says nothing of a data set by name. */
const fileFlags: readonly Name[] = [
  ...(['separator', 'header', 'userColumn', 'itemColumn', 'ratingColumn', 'timestampColumn'] as const),
  ...(['weightColumn', 'weightScale', 'levels', 'repeats', 'shuffleRows', 'items', 'users'] as const),
  ...(['unratedItems', 'friends'] as const),
];

/** What a click log reads, too. */
type Shared = 'dataset' | 'dataDir' | 'separator' | 'header' | 'userColumn';

/** What describes ratings and interactions alone. */
const ofRatings: Readonly<Record<Exclude<Name, Shared>, true>> = {
  ...{ ratings: true, interactions: true, itemColumn: true, ratingColumn: true, timestampColumn: true },
  ...{ weightColumn: true, weightScale: true, levels: true, ordinalLevels: true, repeats: true },
  ...{ shuffleRows: true, items: true, itemSeparator: true, itemHeader: true, itemId: true },
  ...{ itemText: true, itemTextFormat: true, itemFeatures: true, unratedItems: true, tags: true },
  ...{
    tagSeparator: true,
    tagColumns: true,
    tagNames: true,
    tagNameColumns: true,
    mostTags: true,
    users: true,
  },
  ...{ userSeparator: true, userHeader: true, userId: true, userText: true, userFeatures: true },
  ...{ friends: true, friendSeparator: true, friendColumns: true, friendHeader: true, oneWayFriends: true },
};

/** @throws InputError for flags that a click log has no use for */
export function refuseRatingFlags(flags: DataFlags): void {
  const found = (Object.keys(ofRatings) as Exclude<Name, Shared>[]).find((name) => flags[name] !== undefined);
  if (found === undefined) return;
  throw new InputError(
    `${dashed(found)}: a click log has no ratings; give its files with --log, and what its columns are with --label-column, --numeric and --categorical`,
  );
}

/** Flags that say nothing without another one. */
const needs: readonly (readonly [Name, readonly Name[]])[] = [
  ['items', ['itemSeparator', 'itemHeader', 'itemId', 'itemText', 'itemTextFormat', 'itemFeatures', 'tags']],
  ['users', ['userSeparator', 'userHeader', 'userId', 'userText', 'userFeatures']],
  ['friends', ['friendSeparator', 'friendColumns', 'friendHeader', 'oneWayFriends']],
  ['tags', ['tagSeparator', 'tagColumns', 'tagNames', 'mostTags']],
  ['tagNames', ['tagNameColumns']],
  ['tagColumns', ['tags']],
  ['tagNameColumns', ['tagNames']],
  ['friendColumns', ['friends']],
  ['weightColumn', ['weightScale']],
  ['weightScale', ['weightColumn']],
];

function refuseAlone(names: readonly Name[], needed: string): void {
  if (names.length === 0) return;
  throw new InputError(`${names.map(dashed).join(', ')}: expected ${needed} beside, found none`);
}

/**
 * Finds flags that nothing would read.
 * @throws InputError naming them
 */
export function checkDataFlags(flags: DataFlags): void {
  const isGiven = (name: Name) => flags[name] !== undefined;
  const sources = (['dataset', 'ratings', 'interactions'] as const).filter(isGiven);
  if (sources.length > 1) {
    throw new InputError(
      `${sources.map(dashed).join(' and ')}: expected one of them, found ${sources.length}`,
    );
  }
  if (flags.ratings === undefined && flags.interactions === undefined)
    refuseAlone(fileFlags.filter(isGiven), '--ratings <file> or --interactions <file>');
  if (flags.repeats !== undefined && flags.interactions === undefined)
    throw new InputError('--repeats: expected --interactions <file> beside, found none');
  for (const [needed, names] of needs)
    if (!isGiven(needed)) refuseAlone(names.filter(isGiven), `${dashed(needed)}`);
  const unread = (['ratingColumn', 'levels'] as const).find(isGiven);
  if (flags.interactions !== undefined && unread !== undefined)
    throw new InputError(`${dashed(unread)}: --interactions has no ratings; give the file with --ratings`);
}
