import { InputError } from '../errors';
import type { EntityRecord, FeatureColumn } from './entity-settings';
import type { FeatureTable } from './recommendation-data';
import { parseNumber } from './tables/parse-number';

/** One feature: a name and a value for each entity. */
interface Feature {
  readonly name: string;
  readonly values: Float32Array;
}

/** A record, and where it stands for messages; null for an entity that only the ratings know. */
export interface PlacedRecord {
  readonly record: EntityRecord;
  readonly place: string;
}

/** What is longer than a price or a range of prices is a piece of a page, whose numbers mean other things. */
const LONGEST_AMOUNT = 40;

type Placed = readonly (PlacedRecord | null)[];

function cellOf(entity: PlacedRecord, setting: FeatureColumn): string {
  return setting.read ? setting.read(entity.record) : entity.record[setting.column];
}

/** The first number in a text, with commas between its thousands: "$1,234.50 - $2,000" is 1234.5. */
function amountIn(text: string): number {
  const found = /\d[\d,]*(?:\.\d+)?/.exec(text.length > LONGEST_AMOUNT ? '' : text);
  return found === null ? Number.NaN : Number(found[0].replaceAll(',', ''));
}

function numberOf(entity: PlacedRecord, setting: FeatureColumn): number {
  const text = cellOf(entity, setting);
  if (setting.kind === 'amount') return amountIn(text);
  const value = parseNumber(text);
  if (value !== null) return value;
  throw new InputError(
    `${entity.place}: expected a number in "${setting.column}", found ${JSON.stringify(text)}`,
  );
}

/** z-scores over the entities that have a value; the rest sit at the mean. */
function standardised(numbers: Float64Array): Float32Array {
  const known = numbers.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(known.length, 1);
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(known.length, 1);
  const deviation = Math.sqrt(variance) || 1;
  return Float32Array.from(numbers, (value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
}

function numericFeature(entities: Placed, setting: FeatureColumn): Feature {
  const numbers = Float64Array.from(entities, (entity) => (entity ? numberOf(entity, setting) : Number.NaN));
  const values =
    setting.kind !== 'flag'
      ? standardised(numbers)
      : Float32Array.from(numbers, (value) => (Number.isNaN(value) ? 0 : value));
  return { name: setting.column, values };
}

function membersOf(entity: PlacedRecord, setting: FeatureColumn): string[] {
  const text = cellOf(entity, setting);
  const parts = setting.kind === 'list' ? text.split(setting.separator ?? '|') : [text];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** One column of 0 and 1 for each value that occurs, in the values' order. */
function membershipFeatures(entities: Placed, setting: FeatureColumn): Feature[] {
  const members = entities.map((entity) => (entity ? membersOf(entity, setting) : []));
  const names = [...new Set(members.flat())].sort();
  const features = new Map(names.map((name) => [name, new Float32Array(entities.length)]));
  members.forEach((values, row) => {
    for (const value of values) features.get(value)?.fill(1, row, row + 1);
  });
  return [...features].map(([name, values]) => ({ name: `${setting.column}=${name}`, values }));
}

/**
 * The feature table of users or items.
 * @returns null when no feature is asked for
 * @throws InputError with the place of a cell that is not the number it should be
 */
export function buildFeatures(entities: Placed, settings: readonly FeatureColumn[]): FeatureTable | null {
  if (settings.length === 0) return null;
  const features = settings.flatMap((setting) =>
    setting.kind === 'number' || setting.kind === 'flag' || setting.kind === 'amount'
      ? [numericFeature(entities, setting)]
      : membershipFeatures(entities, setting),
  );
  const values = new Float32Array(entities.length * features.length);
  features.forEach((feature, column) => {
    for (let row = 0; row < entities.length; row++)
      values[row * features.length + column] = feature.values[row];
  });
  return { names: features.map((feature) => feature.name), values };
}
