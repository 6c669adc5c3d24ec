import type { Random } from '../../random';
import type { AttributeValue } from './vocabulary/attribute-value';
import { GENRES } from './vocabulary/genres';
import { HEROES } from './vocabulary/heroes';
import { MOODS } from './vocabulary/moods';
import { SETTINGS } from './vocabulary/settings';
import { AUDIENCES, CRAFTS, PACES } from './vocabulary/styles';
import { THEMES } from './vocabulary/themes';

/** Dimensions of the space in which tastes and items meet. */
export const TASTE_DIMENSIONS = 6;

/** A latent attribute: its values, and how strongly it moves a rating. */
export interface Attribute {
  readonly name: string;
  readonly values: readonly AttributeValue[];
  readonly weight: number;
}

/** Attributes that are a matter of taste. Craft is not one: everybody likes good work better. */
export const ATTRIBUTES = [
  { name: 'genre', values: GENRES, weight: 1 },
  { name: 'setting', values: SETTINGS, weight: 0.6 },
  { name: 'mood', values: MOODS, weight: 0.9 },
  { name: 'theme', values: THEMES, weight: 0.8 },
  { name: 'hero', values: HEROES, weight: 0.4 },
  { name: 'pace', values: PACES, weight: 0.6 },
  { name: 'audience', values: AUDIENCES, weight: 0.5 },
] as const satisfies readonly Attribute[];

/** What an item is, before it is put into words: one value index an attribute, in the order of ATTRIBUTES. */
export interface LatentItem {
  readonly values: readonly number[];
  /** Index into CRAFTS. */
  readonly craft: number;
  /** [TASTE_DIMENSIONS] */
  readonly vector: Float64Array;
  /** What all users together think of it, above or below the mean. */
  readonly bias: number;
}

/** Where each value of each attribute lies in the space of tastes: [attribute][value] -> [TASTE_DIMENSIONS]. */
export type ValueVectors = readonly (readonly Float64Array[])[];

const CRAFT_BIAS = 0.55;
/** What only the ratings can tell of an item, as the text holds none of it. */
const UNTOLD_VECTOR = 0.35;
const UNTOLD_BIAS = 0.2;

function normalVector(random: Random, scale: number): Float64Array {
  return Float64Array.from({ length: TASTE_DIMENSIONS }, () => random.normal() * scale);
}

/** Draws the positions of all values; their spread follows the attribute's weight. */
export function drawValueVectors(random: Random): ValueVectors {
  const unit = 1 / Math.sqrt(TASTE_DIMENSIONS);
  return ATTRIBUTES.map(({ values, weight }) => values.map(() => normalVector(random, weight * unit)));
}

/** An item's vector is the sum of its values' vectors and of a part that its text does not tell. */
export function drawItem(vectors: ValueVectors, random: Random): LatentItem {
  const values = ATTRIBUTES.map((attribute) => random.integer(attribute.values.length));
  const craft = random.integer(CRAFTS.length);
  const vector = normalVector(random, UNTOLD_VECTOR / Math.sqrt(TASTE_DIMENSIONS));
  values.forEach((value, attribute) => {
    vectors[attribute][value].forEach((x, d) => {
      vector[d] += x;
    });
  });
  const middle = (CRAFTS.length - 1) / 2;
  const bias = CRAFT_BIAS * (craft - middle) + UNTOLD_BIAS * random.normal();
  return { values, craft, vector, bias };
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, d) => sum + x * b[d], 0);
}
