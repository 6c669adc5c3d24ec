import type { FeatureColumn, Repeats, UnratedItems, WeightScale } from '../../data';

/** What the options that name and describe data are parsed to. */
export interface DataFlags {
  readonly dataset?: string;
  readonly dataDir?: string;
  readonly ratings?: string;
  readonly interactions?: string;
  readonly separator?: string;
  /** false where the file has no header line and nobody names the columns. */
  readonly header?: string[] | false;
  readonly userColumn?: string;
  readonly itemColumn?: string;
  readonly ratingColumn?: string;
  readonly timestampColumn?: string;
  readonly weightColumn?: string;
  readonly weightScale?: WeightScale;
  readonly levels?: number[];
  readonly ordinalLevels?: number;
  readonly repeats?: Repeats;
  readonly shuffleRows?: number;
  readonly items?: string;
  readonly itemSeparator?: string;
  readonly itemHeader?: string[];
  readonly itemId?: string;
  readonly itemText?: string[];
  readonly itemTextFormat?: 'plain' | 'html';
  readonly itemFeatures?: FeatureColumn[];
  readonly unratedItems?: UnratedItems;
  readonly tags?: string;
  readonly tagSeparator?: string;
  readonly tagColumns?: [string, string];
  readonly tagNames?: string;
  readonly tagNameColumns?: [string, string];
  readonly mostTags?: number;
  readonly users?: string;
  readonly userSeparator?: string;
  readonly userHeader?: string[];
  readonly userId?: string;
  readonly userText?: string[];
  readonly userFeatures?: FeatureColumn[];
  readonly friends?: string;
  readonly friendSeparator?: string;
  readonly friendColumns?: [string, string];
  readonly friendHeader?: string[];
  readonly oneWayFriends?: boolean;
}

/** As the option is typed: `itemText` is `--item-text`. */
export function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
