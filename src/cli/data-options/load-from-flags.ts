import { basename, extname } from 'node:path';
import type { DataEvent, LoadDataOptions, RecommendationData } from '../../data';
import { checkDataFlags } from './check-data-flags';
import type { DataFlags } from './data-flags';

const MOST_TAGS = 5;

/** Only what was given, as loaders take a missing option as one to find out. */
export function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function rowsOf(flags: DataFlags, path: string): LoadDataOptions {
  const { separator, weightScale, levels, shuffleRows: shuffleSeed, interactions } = flags;
  const header = flags.header === false ? ('none' as const) : flags.header;
  const columns = {
    user: flags.userColumn,
    item: flags.itemColumn,
    rating: flags.ratingColumn,
    timestamp: flags.timestampColumn,
    weight: flags.weightColumn,
  };
  return {
    ratings: { path, ...given({ separator, header }) },
    name: nameOf(path),
    columns: given(columns),
    ...given({ levels, weightScale, shuffleSeed }),
    ...(interactions === undefined ? {} : { repeats: flags.repeats ?? 'keep' }),
  };
}

function itemsOf(flags: DataFlags): LoadDataOptions {
  const { items, itemSeparator: separator, itemHeader: header, unratedItems } = flags;
  if (items === undefined) return given({ unratedItems });
  const columns = {
    id: flags.itemId,
    text: flags.itemText,
    textFormat: flags.itemTextFormat,
    features: flags.itemFeatures,
  };
  return {
    items: { path: items, ...given({ separator, header }) },
    itemColumns: given(columns),
    ...given({ unratedItems }),
    ...tagsOf(flags),
  };
}

function tagsOf({
  tags,
  tagSeparator: separator,
  tagColumns,
  tagNames,
  tagNameColumns,
  mostTags = MOST_TAGS,
}: DataFlags) {
  if (tags === undefined || tagColumns === undefined) return {};
  const [item, tag] = tagColumns;
  const names =
    tagNames === undefined || tagNameColumns === undefined
      ? {}
      : {
          names: {
            file: { path: tagNames, ...given({ separator }) },
            columns: { id: tagNameColumns[0], name: tagNameColumns[1] },
          },
        };
  return {
    itemTags: {
      file: { path: tags, ...given({ separator }) },
      columns: { item, tag },
      ...names,
      most: mostTags,
    },
  };
}

function usersOf(flags: DataFlags): LoadDataOptions {
  const { users, userSeparator: separator, userHeader: header } = flags;
  if (users === undefined) return {};
  const columns = { id: flags.userId, text: flags.userText, features: flags.userFeatures };
  return { users: { path: users, ...given({ separator, header }) }, userColumns: given(columns) };
}

function friendsOf({
  friends,
  friendColumns,
  friendSeparator: separator,
  friendHeader: header,
  oneWayFriends,
}: DataFlags): LoadDataOptions {
  if (friends === undefined || friendColumns === undefined) return {};
  const [user, friend] = friendColumns;
  const file = { path: friends, ...given({ separator, header }) };
  return { userGraph: { file, columns: { user, friend }, isMutual: oneWayFriends !== true } };
}

/**
 * Loads what the flags name: a data set by name, the sample where none is named, or files of one's own.
 * @throws InputError for flags that do not go together, and as `loadData`
 */
export async function loadFromFlags(
  flags: DataFlags,
  more: { readonly onProgress: (event: DataEvent) => void; readonly mayDownload?: boolean },
): Promise<RecommendationData> {
  checkDataFlags(flags);
  // read only when something is loaded, as the loaders pull in much
  const { loadData, ordinalFeedback } = await import('../../data/index.js');
  const { dataset = 'sample', dataDir, interactions, ratings = interactions, ordinalLevels } = flags;
  const { onProgress, mayDownload } = more;
  const data = await loadData(
    ratings === undefined
      ? { dataset, ...given({ dataDir, mayDownload }), onProgress }
      : { ...rowsOf(flags, ratings), ...itemsOf(flags), ...usersOf(flags), ...friendsOf(flags), onProgress },
  );
  return ordinalLevels === undefined ? data : ordinalFeedback({ data, levels: ordinalLevels });
}

/** "shop/ratings.csv.gz" -> "ratings" */
export function nameOf(path: string): string {
  const plain = basename(path).replace(/\.gz$/, '');
  return basename(plain, extname(plain));
}
