import type { Random } from '../../random';
import type { AttributeValue } from './vocabulary/attribute-value';
import { CRAFTS } from './vocabulary/crafts';
import { GENRES } from './vocabulary/genres';
import { MOODS } from './vocabulary/moods';
import { SETTINGS } from './vocabulary/settings';
import { THEMES } from './vocabulary/themes';

/** Dimensions of the space in which tastes and items meet. */
export const TASTE_DIMENSIONS = 6;

/** A latent attribute: its values, and how strongly it moves a rating. */
export interface Attribute {
  readonly values: readonly AttributeValue[];
  readonly weight: number;
}

/** Attributes that are a matter of taste. Craft is not one: everybody likes good work better. */
export const ATTRIBUTES: readonly Attribute[] = [
  { values: GENRES, weight: 1.4 },
  { values: SETTINGS, weight: 0.9 },
  { values: MOODS, weight: 0.3 },
  { values: THEMES, weight: 0.5 },
];

/** What an item is, before it is put into words. */
export interface LatentItem {
  readonly genre: number;
  readonly setting: number;
  readonly mood: number;
  readonly theme: number;
  /** Index into CRAFTS. */
  readonly craft: number;
  /** [TASTE_DIMENSIONS] */
  readonly vector: Float64Array;
  /** What all users together think of it, above or below the mean. */
  readonly bias: number;
}

/** Where each value of each attribute lies in the space of tastes: [attribute][value] -> [TASTE_DIMENSIONS]. */
export type ValueVectors = readonly (readonly Float64Array[])[];

/** Share of the spread that values of one group have in common. */
const GROUP_SHARE = 0.85;
const CRAFT_BIAS = 0.45;
/** What only the ratings can tell of an item, as the text holds none of it. */
const UNTOLD_VECTOR = 0.3;
const UNTOLD_BIAS = 0.2;

function normalVector(random: Random, scale: number): Float64Array {
  return Float64Array.from({ length: TASTE_DIMENSIONS }, () => random.normal() * scale);
}

/** Positions of one attribute's values: that of the group, and a smaller part of its own. */
function drawAttribute({ values, weight }: Attribute, random: Random): Float64Array[] {
  const unit = weight / Math.sqrt(TASTE_DIMENSIONS);
  const groups = new Map<string, Float64Array>();
  for (const { group } of values) {
    if (!groups.has(group)) groups.set(group, normalVector(random, unit * Math.sqrt(GROUP_SHARE)));
  }
  return values.map(({ group }) => {
    const own = normalVector(random, unit * Math.sqrt(1 - GROUP_SHARE));
    return own.map((x, d) => x + (groups.get(group) as Float64Array)[d]);
  });
}

/** Draws the positions of all values; their spread follows the attribute's weight. */
export function drawValueVectors(random: Random): ValueVectors {
  return ATTRIBUTES.map((attribute) => drawAttribute(attribute, random));
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
  const bias = CRAFT_BIAS * (craft - (CRAFTS.length - 1) / 2) + UNTOLD_BIAS * random.normal();
  const [genre, setting, mood, theme] = values;
  return { genre, setting, mood, theme, craft, vector, bias };
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, d) => sum + x * b[d], 0);
}
