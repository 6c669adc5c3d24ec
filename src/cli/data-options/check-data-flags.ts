import { InputError } from '../../errors';
import { type DataFlags, dashed } from './data-flags';

type Name = keyof DataFlags;

/** What describes files of one's own, and says nothing of a data set by name. */
const fileFlags: readonly Name[] = [
  ...(['separator', 'header', 'userColumn', 'itemColumn', 'ratingColumn', 'timestampColumn'] as const),
  ...(['weightColumn', 'weightScale', 'levels', 'repeats', 'shuffleRows', 'items', 'users'] as const),
  ...(['unratedItems', 'friends'] as const),
];

/** Flags that say nothing without another one. */
const needs: readonly (readonly [Name, readonly Name[]])[] = [
  ['items', ['itemSeparator', 'itemHeader', 'itemId', 'itemText', 'itemTextFormat', 'itemFeatures', 'tags']],
  ['users', ['userSeparator', 'userHeader', 'userId', 'userText', 'userFeatures']],
  ['friends', ['friendColumns', 'friendHeader', 'oneWayFriends']],
  ['tags', ['tagColumns', 'tagNames', 'mostTags']],
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
